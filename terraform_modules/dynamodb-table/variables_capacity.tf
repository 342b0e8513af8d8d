variable "billing_mode" {
  description = "PAY_PER_REQUEST bills each request; PROVISIONED bills capacity that autoscaling moves within bounds."
  type        = string
  default     = "PAY_PER_REQUEST"
  nullable    = false

  validation {
    condition     = contains(["PAY_PER_REQUEST", "PROVISIONED"], var.billing_mode)
    error_message = "The billing mode must be PAY_PER_REQUEST or PROVISIONED."
  }
}

variable "capacity" {
  description = "Bounds between which autoscaling provisions read and write units, and the use in percent that it aims at. Equal bounds fix the capacity."
  type = object({
    min_read       = optional(number, 5)
    max_read       = optional(number, 100)
    min_write      = optional(number, 5)
    max_write      = optional(number, 100)
    target_percent = optional(number, 70)
  })
  default = null

  validation {
    condition     = (var.capacity != null) == (var.billing_mode == "PROVISIONED")
    error_message = "Capacity belongs to billing_mode PROVISIONED and to no other: give it there, and leave it null with PAY_PER_REQUEST."
  }

  validation {
    condition     = try(var.capacity.min_read >= 1 && var.capacity.min_write >= 1 && alltrue([for units in [var.capacity.min_read, var.capacity.max_read, var.capacity.min_write, var.capacity.max_write] : floor(units) == units]), true)
    error_message = "Read and write capacity must be whole numbers of units, at least 1."
  }

  validation {
    condition     = try(var.capacity.min_read <= var.capacity.max_read && var.capacity.min_write <= var.capacity.max_write, true)
    error_message = "The least capacity must not exceed the most: lower min_read or min_write, or raise max_read or max_write."
  }

  validation {
    condition     = try(var.capacity.target_percent >= 20 && var.capacity.target_percent <= 90, true)
    error_message = "Autoscaling must aim at 20 to 90 percent of the provisioned capacity."
  }
}

variable "replicas" {
  description = "Copies of the table in other Regions by Region code, which make it a global table. A table with a key of its own needs one in each Region."
  type = map(object({
    point_in_time_recovery = optional(bool, true)
    propagate_tags         = optional(bool, true)
    kms_key_arn            = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for region in keys(var.replicas) : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region)) && region != data.aws_region.current.name])
    error_message = "A replica must be in another Region than the table, given by its code, such as us-west-2."
  }

  validation {
    condition     = length(var.replicas) == 0 || var.stream_view_type == "NEW_AND_OLD_IMAGES"
    error_message = "Replicas are fed from the table's stream: set stream_view_type to NEW_AND_OLD_IMAGES."
  }

  validation {
    condition     = alltrue([for replica in values(var.replicas) : (replica.kms_key_arn != null) == (var.kms_key_arn != null)])
    error_message = "Table and replicas must be encrypted alike: give each replica a kms_key_arn of its Region exactly when the table has one."
  }
}
