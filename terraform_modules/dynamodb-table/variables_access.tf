variable "iam_policies" {
  description = "Whether to make two IAM policies for the table, one to read and write its items and one only to read them."
  type        = bool
  default     = true
  nullable    = false
}

variable "policy_name" {
  description = "Beginning of the names of the IAM policies, followed by -access and -read-only; null takes the table's name."
  type        = string
  default     = null

  validation {
    condition     = var.policy_name == null || can(regex("^[A-Za-z0-9_+=,.@-]{1,110}$", var.policy_name))
    error_message = "The policy name must hold 1 to 110 letters, digits and _+=,.@-, or be null."
  }

  # IAM allows 128 characters, and "-read-only" is one of the two endings.
  validation {
    condition     = !var.iam_policies || var.policy_name != null || length(var.name) <= 118
    error_message = "The table's name is too long for the names of its IAM policies: give them a policy_name, or turn iam_policies off."
  }
}

variable "alarms" {
  description = "Alarms of the table with their thresholds: throttled requests, client-side and server-side errors in 5 minutes, used capacity in percent of the most that may be provisioned. Null makes none."
  type = object({
    read_throttles   = optional(number, 10)
    write_throttles  = optional(number, 10)
    user_errors      = optional(number, 50)
    system_errors    = optional(number, 5)
    capacity_percent = optional(number, 80)
  })
  default = null

  validation {
    condition     = try(alltrue([for threshold in values(var.alarms) : threshold > 0]), true)
    error_message = "The thresholds of the table's alarms must be greater than 0."
  }

  validation {
    condition     = try(var.alarms.capacity_percent <= 100, true)
    error_message = "The capacity threshold is a percentage and must be at most 100."
  }
}

variable "alarm_topic_arns" {
  description = "ARNs of the SNS topics that the alarms are sent to."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_topic_arns : can(regex("^arn:aws[a-z-]*:sns:", arn))])
    error_message = "Alarms are sent to SNS topics, each given by its ARN, such as arn:aws:sns:us-east-1:123456789012:alerts."
  }
}
