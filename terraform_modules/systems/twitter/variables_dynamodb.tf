# --- Notifications table ---

variable "dynamodb_notifications_table_name" {
  description = "Name of the notifications table. Another one replaces the table."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.dynamodb_notifications_table_name))
    error_message = "The table name must hold 3 to 255 letters, digits, underscores, hyphens or dots."
  }
}

variable "dynamodb_billing_mode" {
  description = "PAY_PER_REQUEST bills each request, for traffic that varies; PROVISIONED bills capacity, for traffic that is steady."
  type        = string
  default     = "PAY_PER_REQUEST"
  nullable    = false

  validation {
    condition     = contains(["PAY_PER_REQUEST", "PROVISIONED"], var.dynamodb_billing_mode)
    error_message = "The billing mode must be PAY_PER_REQUEST or PROVISIONED."
  }
}

variable "dynamodb_capacity" {
  description = "Bounds of autoscaling in read and write units, and the use in percent that it aims at; for PROVISIONED only. Equal bounds fix the capacity."
  type = object({
    min_read       = optional(number, 5)
    max_read       = optional(number, 100)
    min_write      = optional(number, 5)
    max_write      = optional(number, 100)
    target_percent = optional(number, 70)
  })
  default = null

  validation {
    condition     = (var.dynamodb_capacity != null) == (var.dynamodb_billing_mode == "PROVISIONED")
    error_message = "Capacity belongs to dynamodb_billing_mode PROVISIONED and to no other: give it there, and use null with PAY_PER_REQUEST."
  }

  validation {
    condition     = try(var.dynamodb_capacity.min_read >= 1 && var.dynamodb_capacity.min_write >= 1 && var.dynamodb_capacity.min_read <= var.dynamodb_capacity.max_read && var.dynamodb_capacity.min_write <= var.dynamodb_capacity.max_write, true)
    error_message = "The least capacity must be at least 1 and must not exceed the most."
  }

  validation {
    condition     = try(var.dynamodb_capacity.target_percent >= 20 && var.dynamodb_capacity.target_percent <= 90, true)
    error_message = "Autoscaling must aim at 20 to 90 percent of the provisioned capacity."
  }
}

variable "dynamodb_stream_enabled" {
  description = "Whether changes are kept in a stream for 24 hours, for real-time processing."
  type        = bool
  default     = true
  nullable    = false
}

variable "dynamodb_stream_view_type" {
  description = "What the stream holds of a change: KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES."
  type        = string
  default     = "NEW_AND_OLD_IMAGES"
  nullable    = false

  validation {
    condition     = contains(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"], var.dynamodb_stream_view_type)
    error_message = "The stream view type must be KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES."
  }
}

variable "dynamodb_ttl_enabled" {
  description = "Whether DynamoDB deletes notifications whose time is over, at no cost and within about two days."
  type        = bool
  default     = true
  nullable    = false
}

variable "dynamodb_ttl_attribute_name" {
  description = "Attribute that holds the time of deletion in seconds since 1970."
  type        = string
  default     = "ttl"
  nullable    = false

  validation {
    condition     = can(regex("^.{1,255}$", var.dynamodb_ttl_attribute_name))
    error_message = "The TTL attribute must have a name of 1 to 255 characters."
  }
}

variable "dynamodb_pitr_enabled" {
  description = "Whether every second of the last 35 days can be restored; billed by the size of the table."
  type        = bool
  default     = true
  nullable    = false
}

# Named as the documents name it. Terraform takes no variable in lifecycle.prevent_destroy, so it
# sets the table's deletion protection, which AWS itself enforces.
variable "dynamodb_prevent_destroy" {
  description = "Whether AWS refuses to delete the table. Turn it off and apply before a destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "dynamodb_kms_key_arn" {
  description = "ARN of a KMS key of your own that encrypts the table; null uses a key that AWS owns, at no cost."
  type        = string
  default     = null

  validation {
    condition     = var.dynamodb_kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.dynamodb_kms_key_arn))
    error_message = "The KMS key must be given by its ARN, such as arn:aws:kms:us-east-1:123456789012:key/..., or be null."
  }
}

variable "dynamodb_contributor_insights_enabled" {
  description = "Whether CloudWatch Contributor Insights counts the most accessed and most throttled keys; billed by the request."
  type        = bool
  default     = false
  nullable    = false
}
