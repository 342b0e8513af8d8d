variable "name" {
  description = "Name of the bucket, unique in the whole of AWS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "The bucket name must be 3 to 63 lower-case letters, digits and inner hyphens."
  }
}

variable "versioning" {
  description = "Whether overwritten and deleted objects are kept as earlier versions."
  type        = bool
  default     = true
  nullable    = false
}

variable "transitions" {
  description = "Cheaper storage classes that objects move to, with their age in days."
  type = list(object({
    days          = number
    storage_class = string
  }))
  default  = []
  nullable = false

  validation {
    condition = alltrue([
      for step in var.transitions : contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], step.storage_class)
    ])
    error_message = "Storage classes must be STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER or DEEP_ARCHIVE."
  }

  validation {
    condition = alltrue([
      for step in var.transitions : step.days >= (endswith(step.storage_class, "_IA") ? 30 : 0) && floor(step.days) == step.days
    ])
    error_message = "Transition ages must be whole days, and at least 30 for STANDARD_IA and ONEZONE_IA."
  }

  validation {
    condition = alltrue([
      for index, step in var.transitions : index == 0 || try(step.days > var.transitions[index - 1].days, true)
    ])
    error_message = "List the transitions by rising age: each must happen later than the one before it."
  }

  # S3 moves objects down this list only, and not out of an infrequent access class before 30 days.
  validation {
    condition = [
      for class in ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"] : class
      if contains([for step in var.transitions : step.storage_class], class)
    ] == [for step in var.transitions : step.storage_class]
    error_message = "Objects move to ever colder classes only: STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE."
  }

  validation {
    condition = alltrue([
      for index, step in var.transitions :
      index == 0 || try(!endswith(var.transitions[index - 1].storage_class, "_IA") || step.days >= var.transitions[index - 1].days + 30, true)
    ])
    error_message = "Objects must stay in STANDARD_IA and ONEZONE_IA for at least 30 days before they move on."
  }
}

variable "expiration_days" {
  description = "Age in days at which objects are deleted; null keeps them."
  type        = number
  default     = null

  validation {
    condition     = var.expiration_days == null || try(var.expiration_days >= 1 && floor(var.expiration_days) == var.expiration_days, false)
    error_message = "Objects must expire after a whole number of days, at least 1; use null to keep them."
  }

  validation {
    condition     = var.expiration_days == null || try(alltrue([for step in var.transitions : step.days < var.expiration_days]), false)
    error_message = "Objects must expire later than their last transition; raise expiration_days or drop the transition."
  }
}

variable "noncurrent_expiration_days" {
  description = "Days after which an earlier version of an object is deleted."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.noncurrent_expiration_days >= 1 && floor(var.noncurrent_expiration_days) == var.noncurrent_expiration_days
    error_message = "Earlier versions must be kept for a whole number of days, at least 1."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the objects; null uses the keys that S3 manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "The KMS key must be given by its ARN, such as arn:aws:kms:us-east-1:123456789012:key/..., or be null."
  }
}

variable "policy_statements" {
  description = "Further statements of the bucket policy by their Sid. They may use the placeholder BUCKET_ARN for the bucket's ARN."
  type = map(object({
    services       = list(string)
    actions        = list(string)
    resources      = list(string)
    source_account = optional(string)
    source_arn     = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue(flatten([for statement in var.policy_statements : [for action in statement.actions : !strcontains(action, "*")]]))
    error_message = "Bucket policy statements must name each action in full; wildcards grant more than was meant."
  }
}

variable "cors" {
  description = "Web origins whose pages may use the bucket from a browser, what they may do, and for how many seconds a browser remembers that; null lets none."
  type = object({
    origins         = list(string)
    methods         = optional(list(string), ["GET", "HEAD"])
    headers         = optional(list(string), ["*"])
    exposed_headers = optional(list(string), ["ETag"])
    max_age_seconds = optional(number, 3600)
  })
  default = null

  validation {
    condition     = try(length(var.cors.origins) > 0 && alltrue([for origin in var.cors.origins : can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?$", origin))]), var.cors == null)
    error_message = "Origins must be named as https://, a host and no path, such as https://muejam.com; a star would let every page in."
  }

  validation {
    condition     = try(length(var.cors.methods) > 0 && length(setsubtract(var.cors.methods, ["GET", "HEAD", "PUT", "POST", "DELETE"])) == 0, var.cors == null)
    error_message = "The methods must be among GET, HEAD, PUT, POST and DELETE."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket also deletes the objects in it."
  type        = bool
  default     = false
  nullable    = false
}
