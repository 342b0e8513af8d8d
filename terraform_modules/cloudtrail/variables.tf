variable "name" {
  description = "Name of the trail."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$", var.name))
    error_message = "The trail's name must hold 3 to 128 letters, digits, dots, underscores or hyphens, with a letter or digit at both ends."
  }
}

variable "bucket" {
  description = "Name of the bucket that keeps the log files; its policy must let cloudtrail.amazonaws.com read its ACL and write to it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "The bucket must be given by its name: 3 to 63 lower-case letters, digits, dots and hyphens."
  }
}

variable "log_retention_days" {
  description = "Days for which CloudWatch Logs keeps the events for searching and alarms."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for certain numbers of days only: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the log files; null leaves that to the bucket's own encryption."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "The KMS key must be given by its ARN, such as arn:aws:kms:us-east-1:123456789012:key/..., or be null."
  }
}
