variable "scaling" {
  description = "Number of tasks: at the first creation and after off-hours (desired), the bounds of autoscaling, and the average CPU and memory use in percent that it holds."
  type = object({
    desired       = number
    min           = number
    max           = number
    cpu_target    = optional(number, 70)
    memory_target = optional(number, 80)
  })
  nullable = false

  validation {
    condition     = var.scaling.min >= 0 && var.scaling.min <= var.scaling.max
    error_message = "The smallest number of tasks must be at least 0 and not exceed the largest."
  }

  validation {
    condition     = var.scaling.desired >= var.scaling.min && var.scaling.desired <= var.scaling.max
    error_message = "The desired number of tasks must lie between the smallest and the largest, or autoscaling changes it at once."
  }

  validation {
    condition     = alltrue([for target in [var.scaling.cpu_target, var.scaling.memory_target] : target >= 10 && target <= 95])
    error_message = "The CPU and memory targets must be 10 to 95 percent."
  }
}

variable "spot" {
  description = "Whether tasks run on Fargate Spot: about 70 percent cheaper, but AWS may stop them with two minutes' notice."
  type        = bool
  default     = false
  nullable    = false
}

variable "off_hours" {
  description = "When the service stops and starts again, as EventBridge cron expressions in a time zone; null keeps it running."
  type = object({
    stop     = string
    start    = string
    timezone = optional(string, "UTC")
  })
  default = null

  validation {
    condition     = try(alltrue([for time in [var.off_hours.stop, var.off_hours.start] : can(regex("^cron\\(([^ ()]+ ){5}[^ ()]+\\)$", time))]), true)
    error_message = "Off-hours times must be EventBridge cron expressions of six fields, such as cron(0 20 ? * MON-FRI *)."
  }

  validation {
    condition     = try(var.off_hours.stop != var.off_hours.start, true)
    error_message = "The service cannot stop and start at the same time; change one of the off-hours times."
  }
}

variable "execute_command" {
  description = "Whether operators may open a shell in a running task with ECS Exec."
  type        = bool
  default     = true
  nullable    = false
}

variable "container_insights" {
  description = "Whether the cluster sends Container Insights metrics, which CloudWatch bills as custom metrics."
  type        = bool
  default     = false
  nullable    = false
}

variable "health_check_grace_seconds" {
  description = "Seconds after a task's start in which failed health checks do not stop it."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.health_check_grace_seconds >= 0 && var.health_check_grace_seconds <= 3600
    error_message = "The health check grace period must be 0 to 3600 seconds."
  }
}

variable "log_retention_days" {
  description = "Days for which the container's logs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for certain numbers of days only, such as 7, 14, 30, 90 or 365; choose one of them."
  }
}
