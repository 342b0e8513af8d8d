variable "name" {
  description = "Name of the load balancer and prefix of its security group."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$", var.name)) && !startswith(var.name, "internal-")
    error_message = "The load balancer name may hold at most 32 letters, digits and inner hyphens and must not start with internal-."
  }
}

variable "vpc_id" {
  description = "Id of the VPC that holds the targets."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.vpc_id) > 0
    error_message = "The VPC id must not be empty; pass the vpc_id output of the network block."
  }
}

variable "subnet_ids" {
  description = "Ids of the public subnets that the load balancer stands in."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A load balancer needs subnets in at least two availability zones; pass two or more subnet ids."
  }
}

variable "https_enabled" {
  description = "Whether HTTPS is served and HTTP redirects to it. Without it, HTTP reaches the targets in clear text."
  type        = bool
  default     = true
  nullable    = false
}

variable "certificate_arn" {
  description = "ARN of the issued ACM certificate for HTTPS."
  type        = string
  default     = null

  validation {
    condition     = !var.https_enabled || var.certificate_arn != null
    error_message = "HTTPS needs a certificate: pass certificate_arn, or set https_enabled to false."
  }

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:(acm|iam):", var.certificate_arn))
    error_message = "The certificate must be given by its ARN, such as arn:aws:acm:us-east-1:123456789012:certificate/..., or be null."
  }
}

variable "ssl_policy" {
  description = "TLS policy of the HTTPS listener."
  type        = string
  default     = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  nullable    = false

  validation {
    condition     = startswith(var.ssl_policy, "ELBSecurityPolicy-TLS13-1-") && !can(regex("TLS13-1-[01]-", var.ssl_policy))
    error_message = "The TLS policy must be an ELBSecurityPolicy-TLS13-1-2 or -1-3 policy; older ones allow broken protocols."
  }
}

variable "ingress_cidrs" {
  description = "IPv4 ranges that may reach ports 80 and 443."
  type        = set(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition     = length(var.ingress_cidrs) > 0 && alltrue([for cidr in var.ingress_cidrs : can(cidrnetmask(cidr))])
    error_message = "Ingress ranges must be at least one IPv4 range with its prefix, such as 0.0.0.0/0 or 203.0.113.0/24."
  }
}

variable "targets" {
  description = "What the load balancer forwards to: port and kind of the targets (ip for Fargate, instance for EC2), the security group that guards them, and how long a target that leaves may finish its requests, in seconds."
  type = object({
    port                 = number
    type                 = optional(string, "ip")
    security_group_id    = string
    deregistration_delay = optional(number, 30)
  })
  nullable = false

  validation {
    condition     = var.targets.port >= 1 && var.targets.port <= 65535 && floor(var.targets.port) == var.targets.port
    error_message = "The target port must be a whole number from 1 to 65535."
  }

  validation {
    condition     = contains(["ip", "instance"], var.targets.type)
    error_message = "The target type must be ip (Fargate) or instance (EC2)."
  }

  validation {
    condition     = var.targets.deregistration_delay >= 0 && var.targets.deregistration_delay <= 3600
    error_message = "The deregistration delay must be 0 to 3600 seconds."
  }
}

variable "health_check" {
  description = "How targets prove that they work: path, accepted HTTP codes, interval and timeout in seconds, and how many answers in a row change the verdict."
  type = object({
    path                = optional(string, "/health")
    matcher             = optional(string, "200-299")
    interval            = optional(number, 30)
    timeout             = optional(number, 5)
    healthy_threshold   = optional(number, 2)
    unhealthy_threshold = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition     = startswith(var.health_check.path, "/")
    error_message = "The health check path must start with a slash, such as /health."
  }

  validation {
    condition     = var.health_check.timeout < var.health_check.interval
    error_message = "The health check timeout must be shorter than its interval; raise interval or lower timeout."
  }

  validation {
    condition     = var.health_check.interval >= 5 && var.health_check.interval <= 300 && var.health_check.timeout >= 2
    error_message = "The health check interval must be 5 to 300 seconds and its timeout at least 2 seconds."
  }

  validation {
    condition = alltrue([
      for threshold in [var.health_check.healthy_threshold, var.health_check.unhealthy_threshold] : threshold >= 2 && threshold <= 10
    ])
    error_message = "Both health check thresholds must be 2 to 10 answers."
  }
}

variable "idle_timeout" {
  description = "Seconds after which an idle connection is closed."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.idle_timeout >= 1 && var.idle_timeout <= 4000
    error_message = "The idle timeout must be 1 to 4000 seconds."
  }
}

variable "access_logs" {
  description = "Bucket and key prefix for access logs; null writes none. The bucket's policy must let logdelivery.elasticloadbalancing.amazonaws.com put objects."
  type = object({
    bucket = string
    prefix = optional(string)
  })
  default = null

  validation {
    condition     = var.access_logs == null || try(!startswith(var.access_logs.prefix, "/") && !endswith(var.access_logs.prefix, "/"), true)
    error_message = "The access log prefix must neither start nor end with a slash."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the load balancer."
  type        = bool
  default     = true
  nullable    = false
}
