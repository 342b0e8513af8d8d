# --- Scaling ---

variable "desired_count" {
  description = "Tasks at the first creation and after off-hours. Later changes here do not scale a running service: autoscaling does."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.desired_count >= var.min_count && var.desired_count <= var.max_count && floor(var.desired_count) == var.desired_count
    error_message = "The desired number of tasks must be a whole number between min_count and max_count."
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
