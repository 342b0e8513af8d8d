# --- State backend ---

variable "system" {
  description = "System whose state is kept."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.system))
    error_message = "The system must be named by 2 to 31 lower-case letters, digits or hyphens, beginning with a letter."
  }
}

variable "aws_region" {
  description = "AWS region of the state bucket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.aws_region))
    error_message = "The region must be written as AWS does, such as us-east-1."
  }
}

variable "bucket" {
  description = "Name of the bucket that keeps the state, unique in the whole of AWS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "The bucket name must be 3 to 63 lower-case letters, digits and inner hyphens."
  }
}

variable "lock_table" {
  description = "Name of the DynamoDB table that locks the state; null where lock files in the bucket do."
  type        = string
  default     = null

  validation {
    condition     = var.lock_table == null || can(regex("^[A-Za-z0-9_.-]{3,255}$", var.lock_table))
    error_message = "The lock table must be named by 3 to 255 letters, digits, underscores, hyphens or dots, or be null."
  }
}

variable "team_table" {
  description = "Name of the DynamoDB table that the consoles of a team share; null where there is none."
  type        = string
  default     = null

  validation {
    condition     = var.team_table == null || can(regex("^[A-Za-z0-9_.-]{3,255}$", var.team_table))
    error_message = "The team's table must be named by 3 to 255 letters, digits, underscores, hyphens or dots, or be null."
  }

  validation {
    condition     = var.team_table == null || var.team_table != var.lock_table
    error_message = "The team's table cannot be the table that locks the state: their keys differ."
  }
}

variable "state_version_days" {
  description = "Days for which earlier versions of a state are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.state_version_days >= 30 && floor(var.state_version_days) == var.state_version_days
    error_message = "Earlier versions of a state must be kept for at least 30 whole days: they are the way back."
  }
}
