variable "performance_insights_days" {
  description = "Days for which Performance Insights keeps its figures; the first 7 cost nothing."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = contains(concat([7, 731], [for month in range(1, 24) : month * 31]), var.performance_insights_days)
    error_message = "Performance Insights keeps figures for 7 days, for 1 to 23 months of 31 days each, or for 731 days."
  }
}

variable "monitoring_seconds" {
  description = "Seconds between two reports of enhanced monitoring."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = contains([1, 5, 10, 15, 30, 60], var.monitoring_seconds)
    error_message = "Enhanced monitoring reports every 1, 5, 10, 15, 30 or 60 seconds."
  }
}

variable "log_retention_days" {
  description = "Days for which the cluster's logs are kept in CloudWatch."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for certain numbers of days only, such as 7, 14, 30, 90 or 365; choose one of them."
  }
}
