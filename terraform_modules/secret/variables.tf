variable "name" {
  description = "Name of the secret in Secrets Manager, such as replaydash-production-session."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", var.name)) && !can(regex("-[A-Za-z0-9]{6}$", var.name))
    error_message = "The secret name may hold letters, digits and /_+=.@-, and must not end in a hyphen and six characters: AWS cannot tell that from its own suffix."
  }
}

variable "description" {
  description = "What the secret is for, shown in Secrets Manager."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.description) > 0 && length(var.description) <= 2048
    error_message = "The description of a secret must not be empty nor longer than 2048 characters."
  }
}

variable "value" {
  description = "The secret's value. Null has one generated. It is never stored in the plan or the state."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.value == null || try(length(var.value) >= 32 && length(var.value) <= 4096, false)
    error_message = "The secret value must have 32 to 4096 characters; use null to have one generated."
  }
}

variable "value_version" {
  description = "Raise it by one to write the value again: Terraform does not see a changed value by itself because it stores none."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.value_version >= 1 && floor(var.value_version) == var.value_version
    error_message = "The secret version must be a whole number, 1 or greater."
  }
}

variable "recovery_days" {
  description = "Days in which a deleted secret can be brought back; 0 deletes at once, so that its name can be used again."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_days == 0 || (var.recovery_days >= 7 && var.recovery_days <= 30)
    error_message = "The recovery window must be 0 (delete at once) or 7 to 30 days."
  }
}
