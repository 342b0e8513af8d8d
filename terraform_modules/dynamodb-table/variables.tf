variable "name" {
  description = "Name of the table, unique in its account and Region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.name))
    error_message = "The table name must hold 3 to 255 letters, digits, underscores, hyphens or dots."
  }
}

variable "hash_key" {
  description = "Name of the attribute that is the partition key. Another one replaces the table."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^.{1,255}$", var.hash_key))
    error_message = "The partition key must have a name of 1 to 255 characters."
  }
}

variable "range_key" {
  description = "Name of the attribute that is the sort key; null for a table without one. Another one replaces the table."
  type        = string
  default     = null

  validation {
    condition     = var.range_key == null || try(length(var.range_key) >= 1 && length(var.range_key) <= 255 && var.range_key != var.hash_key, false)
    error_message = "The sort key must have a name of 1 to 255 characters that is not the partition key's, or be null."
  }
}

variable "attribute_types" {
  description = "Types of the key attributes that are not strings: N for numbers, B for binary values. Attributes that are no key are not declared in DynamoDB."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for type in values(var.attribute_types) : contains(["S", "N", "B"], type)])
    error_message = "A key attribute must be S (string), N (number) or B (binary); DynamoDB takes no other type, such as a boolean, as a key."
  }

  validation {
    condition     = length(setsubtract(keys(var.attribute_types), local.key_attributes)) == 0
    error_message = "Declare only attributes that are a key of the table or of an index; DynamoDB refuses the others."
  }
}

variable "global_secondary_indexes" {
  description = "Global secondary indexes by their name. Capacity is given on a provisioned table only."
  type = map(object({
    hash_key           = string
    range_key          = optional(string)
    projection_type    = optional(string, "ALL")
    non_key_attributes = optional(set(string), [])
    read_capacity      = optional(number)
    write_capacity     = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.global_secondary_indexes) <= 20 && alltrue([for name in keys(var.global_secondary_indexes) : can(regex("^[A-Za-z0-9_.-]{3,255}$", name))])
    error_message = "A table has at most 20 indexes, each named with 3 to 255 letters, digits, underscores, hyphens or dots."
  }

  validation {
    condition     = alltrue([for index in values(var.global_secondary_indexes) : contains(["ALL", "KEYS_ONLY", "INCLUDE"], index.projection_type)])
    error_message = "An index must project ALL, KEYS_ONLY or INCLUDE."
  }

  validation {
    condition     = alltrue([for index in values(var.global_secondary_indexes) : (length(index.non_key_attributes) > 0) == (index.projection_type == "INCLUDE")])
    error_message = "An index names non_key_attributes exactly when it projects INCLUDE."
  }

  validation {
    condition     = alltrue([for index in values(var.global_secondary_indexes) : index.range_key == null || index.range_key != index.hash_key])
    error_message = "The sort key of an index must be another attribute than its partition key; leave range_key out for an index without one."
  }

  validation {
    condition = alltrue([
      for index in values(var.global_secondary_indexes) :
      var.billing_mode == "PROVISIONED" ? try(index.read_capacity >= 1 && index.write_capacity >= 1, false) : index.read_capacity == null && index.write_capacity == null
    ])
    error_message = "Indexes need a read_capacity and a write_capacity of at least 1 with billing_mode PROVISIONED, and must have none with PAY_PER_REQUEST."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the table. Turn it off and apply before a destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "point_in_time_recovery" {
  description = "Whether every second of the last 35 days can be restored; billed by the size of the table."
  type        = bool
  default     = true
  nullable    = false
}

variable "ttl_attribute" {
  description = "Attribute with the time, in seconds since 1970, after which DynamoDB deletes an item; null deletes nothing."
  type        = string
  default     = null

  validation {
    condition     = var.ttl_attribute == null || can(regex("^.{1,255}$", var.ttl_attribute))
    error_message = "The TTL attribute must have a name of 1 to 255 characters, or be null."
  }
}

variable "stream_view_type" {
  description = "What the stream of changes holds: KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES; null keeps no stream."
  type        = string
  default     = null

  validation {
    condition     = var.stream_view_type == null || try(contains(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"], var.stream_view_type), false)
    error_message = "The stream view type must be KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES, or null for no stream."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer managed KMS key that encrypts the table; null uses a key that AWS owns, at no cost."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "The KMS key must be given by its ARN, such as arn:aws:kms:us-east-1:123456789012:key/..., or be null."
  }
}

variable "contributor_insights" {
  description = "Whether CloudWatch Contributor Insights counts the most accessed and most throttled keys; billed by the request."
  type        = bool
  default     = false
  nullable    = false
}
