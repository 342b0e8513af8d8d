variable "name" {
  description = "Prefix of the templates' names, such as twitter-staging; SES keeps one list for an account and Region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,40}$", var.name))
    error_message = "The prefix of template names must hold 1 to 40 letters, digits, underscores or hyphens."
  }
}

variable "templates" {
  description = "E-mail templates by their name: subject, HTML and plain text. {{placeholders}} are filled in by whoever sends."
  type = map(object({
    subject = string
    html    = string
    text    = string
  }))
  nullable = false

  validation {
    condition     = length(var.templates) > 0 && alltrue([for name in keys(var.templates) : can(regex("^[a-z0-9_-]{1,23}$", name))])
    error_message = "There must be at least one template, each named with 1 to 23 lower-case letters, digits, underscores or hyphens."
  }

  validation {
    condition     = alltrue([for template in var.templates : length(trimspace(template.subject)) > 0 && !strcontains(trimspace(template.subject), "\n") && length(template.html) > 0 && length(template.text) > 0])
    error_message = "A template needs a subject of one line, an HTML part and a text part for readers without HTML."
  }

  validation {
    condition     = alltrue([for template in var.templates : length(base64encode(join("", [template.subject, template.html, template.text]))) <= 682668])
    error_message = "A template must not be larger than 500 KB with its subject and both parts."
  }
}
