# --- Environment ---

variable "environment" {
  description = "Environment to build; it is part of every name, and production is guarded more strictly."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "production"], var.environment)
    error_message = "The environment must be dev, staging or production."
  }
}

variable "aws_region" {
  description = "AWS region that everything is built in."
  type        = string
  default     = "us-east-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.aws_region))
    error_message = "The region must be an AWS region code such as us-east-1."
  }
}

variable "tags" {
  description = "Further tags for every resource; Project, Environment and ManagedBy are always set."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : length(key) >= 1 && length(key) <= 128 && length(value) <= 256 && !startswith(lower(key), "aws:")])
    error_message = "Tag keys must have 1 to 128 characters and not start with aws:, and tag values at most 256 characters."
  }
}

# --- Network ---

variable "vpc_cidr" {
  description = "Private IPv4 range of the VPC, divided evenly among its subnets."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(regex("^(10|172|192)\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}/(1[6-9]|2[0-4])$", var.vpc_cidr))
    error_message = "The VPC range must be a private IPv4 range from /16 to /24, such as 10.0.0.0/16."
  }
}

variable "availability_zone_count" {
  description = "Number of availability zones to spread over."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = contains([2, 3, 4], var.availability_zone_count)
    error_message = "The number of zones must be 2, 3 or 4: load balancer and database need at least two."
  }
}

variable "nat_gateways" {
  description = "How tasks reach the Internet: single (one NAT gateway, cheaper) or per_zone (survives the loss of a zone)."
  type        = string
  default     = "single"
  nullable    = false

  validation {
    condition     = contains(["single", "per_zone"], var.nat_gateways)
    error_message = "NAT gateways must be single or per_zone."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached inside the VPC instead of through the NAT gateway; each is billed by the hour and zone."
  type        = set(string)
  default     = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.interface_endpoints, ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "monitoring"])) == 0
    error_message = "Interface endpoints must be among ecr.api, ecr.dkr, logs, secretsmanager, ssm, ssmmessages and monitoring."
  }
}

# --- Domain and HTTPS ---

variable "domain_name" {
  description = "Domain of the environment, such as replaydash.com; null serves under the load balancer's own name."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain_name))
    error_message = "The domain must be a lower-case DNS name without a trailing dot, such as replaydash.com, or null."
  }

  validation {
    condition     = var.environment != "production" || var.domain_name != null || var.certificate_arn != null
    error_message = "Production is served over HTTPS only: set domain_name, or certificate_arn for a certificate that already exists."
  }
}

variable "api_subdomain" {
  description = "Label before the domain that the API answers at."
  type        = string
  default     = "api"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.api_subdomain))
    error_message = "The API's label must hold 1 to 63 lower-case letters, digits or inner hyphens, such as api."
  }
}

variable "create_hosted_zone" {
  description = "Whether to create a Route 53 zone for the domain. Enter its name servers at the registrar while the apply waits for the certificate."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.create_hosted_zone || var.domain_name != null
    error_message = "A hosted zone needs a domain: set domain_name, or turn create_hosted_zone off."
  }
}

variable "hosted_zone_id" {
  description = "Id of an existing Route 53 zone of the domain; null when the zone is created here or DNS lives elsewhere."
  type        = string
  default     = null

  validation {
    condition     = var.hosted_zone_id == null || can(regex("^Z[A-Z0-9]{1,31}$", var.hosted_zone_id))
    error_message = "A hosted zone id must be a capital Z followed by capital letters and digits, or null."
  }

  validation {
    condition     = var.hosted_zone_id == null || !var.create_hosted_zone
    error_message = "Use an existing zone or create one, not both: set hosted_zone_id to null or turn create_hosted_zone off."
  }
}

variable "certificate_arn" {
  description = "ARN of an issued ACM certificate to use instead of requesting one."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$", var.certificate_arn))
    error_message = "The certificate must be given by its ACM ARN, such as arn:aws:acm:us-east-1:123456789012:certificate/..., or be null."
  }
}

variable "alb_access_logs" {
  description = "Whether the load balancer logs each request to a bucket, kept for 90 days."
  type        = bool
  default     = false
  nullable    = false
}

# --- API service ---

variable "image_tag" {
  description = "Tag of the API image in the environment's ECR repository; a version such as v1.0.0 can be rolled back to, latest cannot."
  type        = string
  default     = "latest"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag))
    error_message = "The image tag must hold at most 128 letters, digits, underscores, dots or hyphens and not start with a dot or hyphen."
  }
}

variable "task_cpu" {
  description = "CPU units of each task; 1024 is one vCPU."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.task_cpu)
    error_message = "Task CPU must be 256, 512, 1024, 2048 or 4096 units."
  }
}

variable "task_memory" {
  description = "Memory of each task in MiB; Fargate offers 2 to 8 times the CPU units."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition = contains(lookup({
      "256"  = [512, 1024, 2048]
      "512"  = range(1024, 4097, 1024)
      "1024" = range(2048, 8193, 1024)
      "2048" = range(4096, 16385, 1024)
      "4096" = range(8192, 30721, 1024)
    }, tostring(var.task_cpu), [var.task_memory]), var.task_memory)
    error_message = "Fargate does not offer this memory with task_cpu: use for example 512 with 256, 1024 with 512, 2048 with 1024 or 4096 with 2048."
  }
}

variable "container_port" {
  description = "Port that the API listens on in its container."
  type        = number
  default     = 3000
  nullable    = false

  validation {
    condition     = var.container_port >= 1024 && var.container_port <= 65535 && floor(var.container_port) == var.container_port
    error_message = "The container port must be a whole number from 1024 to 65535."
  }
}

variable "health_check_path" {
  description = "Path that answers with 200 while the API works."
  type        = string
  default     = "/health"
  nullable    = false

  validation {
    condition     = can(regex("^/[!-~]*$", var.health_check_path))
    error_message = "The health check path must start with a slash and hold no spaces, such as /health."
  }
}

variable "environment_variables" {
  description = "Further environment variables of the API, in clear text; secrets do not belong here."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment_variables) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "Environment variable names must hold letters, digits and underscores and not start with a digit."
  }

  validation {
    condition     = length(setintersection(keys(var.environment_variables), local.own_variables)) == 0
    error_message = "These names are set by the configuration and cannot be replaced: the DATABASE_ ones, REDIS_URL, SESSION_BUCKET, the SESSION_SECRET ones, NODE_ENV, PORT and AWS_REGION."
  }
}

variable "migration_command" {
  description = "Command of the one-off task that migrates the database; it composes DATABASE_URL from the settings it is given."
  type        = list(string)
  default = [
    "/bin/sh", "-c",
    "export DATABASE_URL=\"postgresql://$DATABASE_USERNAME:$(node -p 'encodeURIComponent(process.env.DATABASE_PASSWORD)')@$DATABASE_HOST:$DATABASE_PORT/$DATABASE_NAME?sslmode=require\" && exec npx prisma migrate deploy",
  ]
  nullable = false

  validation {
    condition     = length(var.migration_command) > 0
    error_message = "The migration command must have at least one word."
  }
}

variable "session_secret" {
  description = "Value that signs sessions, at least 32 characters; null has one generated. Neither plan nor state keeps it."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.session_secret == null || try(length(var.session_secret) >= 32 && length(var.session_secret) <= 4096, false)
    error_message = "The session secret must have 32 to 4096 characters; leave it empty to have one generated."
  }
}

variable "session_secret_version" {
  description = "Raise it by one to write a new session secret and restart the tasks with it; users have to sign in again."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.session_secret_version >= 1 && floor(var.session_secret_version) == var.session_secret_version
    error_message = "The session secret version must be a whole number, 1 or greater."
  }
}

variable "enable_execute_command" {
  description = "Whether operators may open a shell in a running task with ECS Exec."
  type        = bool
  default     = true
  nullable    = false
}

# --- Scaling ---

variable "desired_count" {
  description = "Tasks at the first creation and after off-hours. Later changes here do not scale a running service: autoscaling does, or the ECS screen."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.desired_count >= var.min_count && var.desired_count <= var.max_count
    error_message = "The desired number of tasks must lie between min_count and max_count."
  }
}

variable "min_count" {
  description = "Fewest tasks that autoscaling keeps."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.min_count >= 1 && var.min_count <= 100 && floor(var.min_count) == var.min_count
    error_message = "The fewest tasks must be a whole number from 1 to 100."
  }

  validation {
    condition     = var.min_count <= var.max_count
    error_message = "The fewest tasks must not exceed max_count; lower min_count or raise max_count."
  }
}

variable "max_count" {
  description = "Most tasks that autoscaling starts."
  type        = number
  default     = 4
  nullable    = false

  validation {
    condition     = var.max_count >= 1 && var.max_count <= 100 && floor(var.max_count) == var.max_count
    error_message = "The most tasks must be a whole number from 1 to 100."
  }
}

variable "cpu_target" {
  description = "Average CPU use in percent that autoscaling holds."
  type        = number
  default     = 70
  nullable    = false

  validation {
    condition     = var.cpu_target >= 10 && var.cpu_target <= 95
    error_message = "The CPU target must be 10 to 95 percent."
  }
}

variable "memory_target" {
  description = "Average memory use in percent that autoscaling holds."
  type        = number
  default     = 80
  nullable    = false

  validation {
    condition     = var.memory_target >= 10 && var.memory_target <= 95
    error_message = "The memory target must be 10 to 95 percent."
  }
}

variable "use_spot" {
  description = "Whether tasks run on Fargate Spot: about 70 percent cheaper, but stopped with two minutes' notice when AWS wants the capacity."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.use_spot || var.environment != "production"
    error_message = "Production does not run on Fargate Spot, whose tasks may all be stopped at once; turn use_spot off."
  }
}

variable "off_hours_enabled" {
  description = "Whether the service stops for the night and the weekend."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.off_hours_enabled || var.environment != "production"
    error_message = "Production has no off-hours; turn off_hours_enabled off."
  }
}

variable "off_hours_stop" {
  description = "When the service stops, as an EventBridge cron expression."
  type        = string
  default     = "cron(0 20 ? * MON-FRI *)"
  nullable    = false

  validation {
    condition     = can(regex("^cron\\(([^ ()]+ ){5}[^ ()]+\\)$", var.off_hours_stop))
    error_message = "The time must be an EventBridge cron expression of six fields, such as cron(0 20 ? * MON-FRI *)."
  }
}

variable "off_hours_start" {
  description = "When the service starts again with desired_count tasks, as an EventBridge cron expression."
  type        = string
  default     = "cron(0 7 ? * MON-FRI *)"
  nullable    = false

  validation {
    condition     = can(regex("^cron\\(([^ ()]+ ){5}[^ ()]+\\)$", var.off_hours_start))
    error_message = "The time must be an EventBridge cron expression of six fields, such as cron(0 7 ? * MON-FRI *)."
  }

  validation {
    condition     = var.off_hours_start != var.off_hours_stop
    error_message = "The service cannot stop and start at the same time; change off_hours_start or off_hours_stop."
  }
}

variable "off_hours_timezone" {
  description = "Time zone of the off-hours, by its IANA name."
  type        = string
  default     = "America/New_York"
  nullable    = false

  validation {
    condition     = can(regex("^(UTC|[A-Z][A-Za-z]+(/[A-Z][A-Za-z_-]+){1,2})$", var.off_hours_timezone))
    error_message = "The time zone must be an IANA name such as America/New_York or UTC."
  }
}

# --- Database ---

variable "db_engine_version" {
  description = "PostgreSQL version; a major version alone follows minor upgrades."
  type        = string
  default     = "16"
  nullable    = false

  validation {
    condition     = can(regex("^1[4-8](\\.[0-9]+)?$", var.db_engine_version))
    error_message = "The PostgreSQL version must be 14 to 18, with or without a minor version, such as 16 or 16.4."
  }
}

variable "db_instance_class" {
  description = "Class of the database instance; t4g classes run on ARM."
  type        = string
  default     = "db.t4g.medium"
  nullable    = false

  validation {
    condition     = can(regex("^db\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.db_instance_class))
    error_message = "The instance class must look like db.t4g.medium."
  }
}

variable "db_allocated_storage" {
  description = "gp3 storage of the database in GiB at its creation."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.db_allocated_storage >= 20 && var.db_allocated_storage <= 16384 && floor(var.db_allocated_storage) == var.db_allocated_storage
    error_message = "Database storage must be 20 to 16384 whole GiB."
  }
}

variable "db_max_allocated_storage" {
  description = "Size in GiB up to which RDS may grow the storage by itself."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.db_max_allocated_storage >= var.db_allocated_storage * 1.1
    error_message = "The largest storage must exceed db_allocated_storage by at least 10 percent, or RDS refuses to grow it."
  }
}

variable "db_multi_az" {
  description = "Whether a standby database in another zone takes over when the first fails; doubles the price."
  type        = bool
  default     = false
  nullable    = false
}

variable "db_backup_retention_days" {
  description = "Days for which automated database backups are kept."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.db_backup_retention_days >= 1 && var.db_backup_retention_days <= 35 && floor(var.db_backup_retention_days) == var.db_backup_retention_days
    error_message = "Backups must be kept for 1 to 35 whole days."
  }
}

# --- Cache ---

variable "redis_node_type" {
  description = "Type of each Redis node; t4g types run on ARM."
  type        = string
  default     = "cache.t4g.micro"
  nullable    = false

  validation {
    condition     = can(regex("^cache\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.redis_node_type))
    error_message = "The node type must look like cache.t4g.micro."
  }
}

variable "redis_node_count" {
  description = "Number of Redis nodes: one primary and its replicas."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6], var.redis_node_count)
    error_message = "Redis must have 1 to 6 nodes: one primary and at most five replicas."
  }
}

variable "redis_multi_az" {
  description = "Whether a Redis replica in another zone takes over when the primary fails."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.redis_multi_az || var.redis_node_count >= 2
    error_message = "Multi-AZ needs a replica to fail over to: set redis_node_count to 2 or more, or turn redis_multi_az off."
  }
}

variable "redis_snapshot_retention_days" {
  description = "Days for which daily Redis snapshots are kept; 0 takes none."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.redis_snapshot_retention_days >= 0 && var.redis_snapshot_retention_days <= 35 && floor(var.redis_snapshot_retention_days) == var.redis_snapshot_retention_days
    error_message = "Redis snapshots must be kept for 0 to 35 whole days."
  }
}

# --- Session storage ---

variable "session_transitions" {
  description = "Cheaper storage classes that session data moves to, by rising age in days."
  type = list(object({
    days          = number
    storage_class = string
  }))
  default = [
    { days = 30, storage_class = "STANDARD_IA" },
    { days = 90, storage_class = "GLACIER_IR" },
  ]
  nullable = false

  validation {
    condition     = alltrue([for step in var.session_transitions : contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], step.storage_class)])
    error_message = "Storage classes must be STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER or DEEP_ARCHIVE."
  }
}

variable "session_retention_days" {
  description = "Age in days at which session data is deleted; null keeps it."
  type        = number
  default     = 365

  validation {
    condition     = var.session_retention_days == null || try(var.session_retention_days >= 1 && alltrue([for step in var.session_transitions : step.days < var.session_retention_days]), false)
    error_message = "Session data must be deleted later than its last transition; raise session_retention_days, drop the transition, or use null to keep it."
  }
}

# --- Monitoring ---

variable "alert_email" {
  description = "Address that alarms are mailed to once its owner has confirmed the subscription; null mails nobody."
  type        = string
  default     = null

  validation {
    condition     = var.alert_email == null || can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", var.alert_email))
    error_message = "The alert address must be an e-mail address such as ops@replaydash.com, or null."
  }
}

variable "log_retention_days" {
  description = "Days for which the logs of API and database are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for certain numbers of days only: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653."
  }
}

variable "container_insights" {
  description = "Whether the cluster sends Container Insights metrics, which CloudWatch bills as custom metrics."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarm_thresholds" {
  description = "Values beyond which alarms go off: percentages, server errors and evictions in 5 minutes, latency in seconds, free storage in GiB."
  type = object({
    server_errors             = optional(number, 10)
    latency_seconds           = optional(number, 1)
    ecs_cpu_percent           = optional(number, 85)
    ecs_memory_percent        = optional(number, 90)
    database_cpu_percent      = optional(number, 80)
    database_free_storage_gib = optional(number, 4)
    database_connections      = optional(number, 100)
    redis_cpu_percent         = optional(number, 80)
    redis_memory_percent      = optional(number, 85)
    redis_evictions           = optional(number, 100)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, value in var.alarm_thresholds : value > 0 && (!endswith(name, "_percent") || value <= 100)])
    error_message = "Alarm thresholds must be greater than 0, and percentages at most 100."
  }
}

# --- Protection ---

variable "deletion_protection" {
  description = "Whether AWS refuses to delete database and load balancer; null protects production only. Turn it off and apply before a destroy."
  type        = bool
  default     = null
}

variable "apply_immediately" {
  description = "Whether database and cache changes that interrupt happen at once; null waits for the maintenance window in production only."
  type        = bool
  default     = null
}
