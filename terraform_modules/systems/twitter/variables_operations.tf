# --- Monitoring ---

variable "dynamodb_enable_alarms" {
  description = "Whether CloudWatch alarms watch the table for throttling and errors, with a topic and a dashboard."
  type        = bool
  default     = false
  nullable    = false
}

variable "dynamodb_alarm_thresholds" {
  description = "Values above which alarms go off: events in 5 minutes, and used capacity in percent of the most that may be provisioned."
  type = object({
    read_throttles   = optional(number, 10)
    write_throttles  = optional(number, 10)
    user_errors      = optional(number, 50)
    system_errors    = optional(number, 5)
    capacity_percent = optional(number, 80)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for threshold in values(var.dynamodb_alarm_thresholds) : threshold > 0]) && var.dynamodb_alarm_thresholds.capacity_percent <= 100
    error_message = "Alarm thresholds must be greater than 0, and capacity_percent at most 100."
  }
}

variable "alert_email" {
  description = "Address that alarms are mailed to once its owner has confirmed the subscription; null mails nobody."
  type        = string
  default     = null

  validation {
    condition     = var.alert_email == null || can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", var.alert_email))
    error_message = "The alert address must be an e-mail address such as ops@example.com, or null."
  }
}

# --- Audit ---

variable "cloudtrail_enabled" {
  description = "Whether a trail of this environment logs the API calls of the account; an account that has one already needs no second."
  type        = bool
  default     = false
  nullable    = false
}

variable "cloudtrail_log_retention_days" {
  description = "Days for which API calls can be searched in CloudWatch Logs; the bucket keeps them for a year."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653], var.cloudtrail_log_retention_days)
    error_message = "CloudWatch keeps logs for certain numbers of days only: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653."
  }
}
