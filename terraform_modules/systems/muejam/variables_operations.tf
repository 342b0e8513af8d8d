# --- Monitoring ---

variable "alert_email" {
  description = "Address that alarms are mailed to once its owner has confirmed the subscription; null mails nobody."
  type        = string
  default     = null

  validation {
    condition     = var.alert_email == null || can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", var.alert_email))
    error_message = "The alert address must be an e-mail address such as ops@muejam.com, or null."
  }
}

variable "log_retention_days" {
  description = "Days for which the logs of the database are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for certain numbers of days only: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653."
  }
}

variable "alarm_thresholds" {
  description = "Values beyond which alarms go off: percentages, server errors and evictions in 5 minutes, latency and replica lag in seconds, free storage in GiB."
  type = object({
    server_errors                = optional(number, 10)
    latency_seconds              = optional(number, 1)
    database_cpu_percent         = optional(number, 80)
    database_connections_percent = optional(number, 80)
    database_free_storage_gib    = optional(number, 10)
    replica_lag_seconds          = optional(number, 1)
    redis_cpu_percent            = optional(number, 75)
    redis_memory_percent         = optional(number, 80)
    redis_evictions              = optional(number, 1000)
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
