variable "name" {
  description = "Identifier of the cluster, such as prod-us-east-1-us-east-1a-aurora-cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 58
    error_message = "The cluster identifier must start with a letter and hold at most 58 lower-case letters, digits and single inner hyphens; RDS takes no underscores."
  }
}

variable "names" {
  description = "Names of the other parts where they do not follow the cluster's."
  type = object({
    security_group         = optional(string)
    clients_security_group = optional(string)
    subnet_group           = optional(string)
    monitoring_role        = optional(string)
    key_alias              = optional(string)
    secret                 = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in values(var.names) : name == null || can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", name))])
    error_message = "Names must hold 1 to 64 letters, digits, underscores or hyphens, and start with a letter or digit."
  }
}

variable "vpc_id" {
  description = "Id of the VPC that holds the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.vpc_id) > 0
    error_message = "The VPC id must not be empty; pass the vpc_id output of the network block."
  }
}

variable "subnet_ids" {
  description = "Ids of the subnets that the instances may stand in."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "Aurora wants subnets in at least two availability zones; pass two or more subnet ids."
  }
}

variable "client_security_group_ids" {
  description = "Further security groups whose members may connect, by a name of your own for each."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !contains(keys(var.client_security_group_ids), "clients")
    error_message = "The name clients is taken by the group that the block makes; choose another one."
  }
}

variable "instances" {
  description = "Instances by their identifier: zone, and the order in which they take over, 0 first. The first to be made writes, the others read."
  type = map(object({
    zone           = string
    promotion_tier = optional(number, 1)
  }))
  nullable = false

  validation {
    condition     = length(var.instances) >= 1 && length(var.instances) <= 16
    error_message = "A cluster has 1 to 16 instances: one that writes and at most fifteen that read."
  }

  validation {
    condition     = alltrue([for identifier in keys(var.instances) : can(regex("^[a-z](-?[a-z0-9])*$", identifier)) && length(identifier) <= 63])
    error_message = "Instance identifiers must start with a letter and hold at most 63 lower-case letters, digits and single inner hyphens; RDS takes no underscores."
  }

  validation {
    condition     = alltrue([for instance in values(var.instances) : contains(range(16), instance.promotion_tier)])
    error_message = "The promotion tier must be a whole number from 0 (first) to 15."
  }
}

variable "engine_version" {
  description = "Aurora PostgreSQL version: a major version such as 16 follows minor upgrades, 16.6 pins one."
  type        = string
  default     = "16"
  nullable    = false

  validation {
    condition     = can(regex("^1[4-8](\\.[0-9]+)?$", var.engine_version))
    error_message = "The Aurora PostgreSQL version must be 14 to 18, with or without a minor version, such as 16 or 16.6."
  }
}

variable "capacity" {
  description = "Bounds of each instance in Aurora capacity units, about 2 GiB of memory each. A least of 0 pauses an idle cluster after the given seconds."
  type = object({
    min_acu             = optional(number, 0.5)
    max_acu             = optional(number, 2)
    pause_after_seconds = optional(number, 3600)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for units in [var.capacity.min_acu, var.capacity.max_acu] : floor(units * 2) == units * 2 && units <= 256]) && var.capacity.min_acu >= 0 && var.capacity.max_acu >= 1
    error_message = "Capacity is counted in halves: min_acu from 0 to 256, max_acu from 1 to 256."
  }

  validation {
    condition     = var.capacity.min_acu <= var.capacity.max_acu
    error_message = "The least capacity must not exceed the most: lower min_acu or raise max_acu."
  }

  validation {
    condition     = var.capacity.pause_after_seconds >= 300 && var.capacity.pause_after_seconds <= 86400
    error_message = "Aurora pauses after 300 to 86400 seconds without connections."
  }
}
