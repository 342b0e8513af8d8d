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
