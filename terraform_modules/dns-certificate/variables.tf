variable "domain_name" {
  description = "Full DNS name to serve, such as api.replaydash.com."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain_name)) && length(var.domain_name) <= 253
    error_message = "The domain name must be a lower-case DNS name without a trailing dot, such as api.replaydash.com."
  }
}

variable "alternative_names" {
  description = "Further DNS names of the same zone that the certificate and the alias hold for, such as www.replaydash.com."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.alternative_names : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", name)) && name != var.domain_name])
    error_message = "Alternative names must be lower-case DNS names without stars or a trailing dot, and differ from the domain name."
  }

  validation {
    condition     = var.zone.create_name == null || try(alltrue([for name in var.alternative_names : name == var.zone.create_name || endswith(name, ".${var.zone.create_name}")]), false)
    error_message = "The hosted zone to create must contain every alternative name, too."
  }
}

variable "zone" {
  description = "The Route 53 public zone of the name: give the id of an existing zone, or the name of a zone to create. With neither, DNS lives elsewhere and its records are made by hand."
  type = object({
    id          = optional(string)
    create_name = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.zone.id == null || var.zone.create_name == null
    error_message = "Give either the id of an existing hosted zone or the name of one to create, not both."
  }

  validation {
    condition     = var.zone.id == null || can(regex("^Z[A-Z0-9]{1,31}$", var.zone.id))
    error_message = "A hosted zone id must be a capital Z followed by capital letters and digits, such as Z0123456789ABCDEFGHIJ."
  }

  validation {
    condition     = var.zone.create_name == null || try(var.domain_name == var.zone.create_name || endswith(var.domain_name, ".${var.zone.create_name}"), false)
    error_message = "The hosted zone to create must contain the domain name; for api.replaydash.com create replaydash.com."
  }
}

variable "certificate_enabled" {
  description = "Whether an ACM certificate is requested and waited for. False when a certificate already exists and only DNS is wanted."
  type        = bool
  default     = true
  nullable    = false
}

variable "validation_timeout" {
  description = "How long to wait for ACM to see the validation records, as a duration such as 45m. Outside Route 53, or in a zone that is not delegated yet, somebody has to act within it."
  type        = string
  default     = "45m"
  nullable    = false

  validation {
    condition     = can(regex("^[1-9][0-9]*[mh]$", var.validation_timeout))
    error_message = "The validation timeout must be a whole number of minutes or hours, such as 45m or 2h."
  }
}

variable "alias" {
  description = "DNS name and zone id of the load balancer that the name points to; null makes no record."
  type = object({
    dns_name = string
    zone_id  = string
  })
  default = null

  validation {
    condition     = try(length(var.alias.dns_name) > 0 && length(var.alias.zone_id) > 0, true)
    error_message = "The alias needs both the DNS name and the zone id of a load balancer."
  }
}

variable "force_destroy" {
  description = "Whether a created hosted zone is deleted even when others have added records to it."
  type        = bool
  default     = false
  nullable    = false
}
