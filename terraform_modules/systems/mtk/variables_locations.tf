# --- Locations table ---

variable "dynamodb_billing_mode" {
  description = "PAY_PER_REQUEST bills each request and needs no capacity; PROVISIONED bills capacity that autoscaling moves within bounds."
  type        = string
  default     = "PAY_PER_REQUEST"
  nullable    = false

  validation {
    condition     = contains(["PAY_PER_REQUEST", "PROVISIONED"], var.dynamodb_billing_mode)
    error_message = "The billing mode must be PAY_PER_REQUEST or PROVISIONED."
  }

  validation {
    condition     = var.dynamodb_billing_mode == "PAY_PER_REQUEST" || var.secondary_region == null
    error_message = "A table with replicas is billed by the request here: AWS wants the same write autoscaling in every region of a provisioned one. Use PAY_PER_REQUEST, or a single region."
  }
}

variable "dynamodb_capacity" {
  description = "Bounds between which autoscaling provisions the table, and the use in percent that it aims at. Null with PAY_PER_REQUEST. Each index gets min_read and max_write, so that none holds writes up."
  type = object({
    min_read       = optional(number, 5)
    max_read       = optional(number, 100)
    min_write      = optional(number, 5)
    max_write      = optional(number, 20)
    target_percent = optional(number, 70)
  })
  default = null

  validation {
    condition     = (var.dynamodb_capacity != null) == (var.dynamodb_billing_mode == "PROVISIONED")
    error_message = "Capacity belongs to dynamodb_billing_mode PROVISIONED: give it there, and leave it null with PAY_PER_REQUEST."
  }
}

variable "dynamodb_point_in_time_recovery" {
  description = "Whether every second of the last 35 days of the table can be restored; billed by its size."
  type        = bool
  default     = true
  nullable    = false
}
