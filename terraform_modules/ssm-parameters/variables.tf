variable "prefix" {
  description = "Path that the parameters stand under, such as /replaydash/production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(/[A-Za-z0-9_.-]+)+$", var.prefix)) && !can(regex("(?i)^/(aws|ssm)", var.prefix))
    error_message = "The parameter path must start with a slash, not end with one, and not begin with aws or ssm, such as /replaydash/production."
  }
}

variable "values" {
  description = "Settings by name. They are stored in clear text: secrets belong in Secrets Manager."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.values) : can(regex("^[A-Za-z0-9_.-]+$", name))])
    error_message = "Parameter names may hold letters, digits, underscores, dots and hyphens only."
  }

  validation {
    condition     = alltrue([for value in values(var.values) : length(value) > 0 && length(value) <= 4096])
    error_message = "Parameter values must have 1 to 4096 characters; leave out a parameter that has no value."
  }
}
