variable "name" {
  description = "What the address space belongs to, such as mtk-prod; it is part of the descriptions."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_-]{1,99}$", var.name))
    error_message = "The name must start with a letter and hold 2 to 100 letters, digits, underscores or hyphens."
  }
}

variable "names" {
  description = "Name tags of IPAM and pools."
  type = object({
    ipam             = string
    environment_pool = string
    region_pool      = string
  })
  nullable = false

  validation {
    condition     = alltrue([for name in values(var.names) : length(name) >= 1 && length(name) <= 256])
    error_message = "Name tags must have 1 to 256 characters."
  }
}

variable "cidr" {
  description = "The environment's whole private IPv4 address space, such as 10.32.0.0/14. No other environment may use a part of it."
  type        = string
  nullable    = false

  validation {
    condition     = try(cidrsubnet(var.cidr, 0, 0) == var.cidr, false)
    error_message = "The address space must be an IPv4 network address with its prefix, such as 10.32.0.0/14; host bits must be zero."
  }

  validation {
    condition     = can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.cidr)) && try(tonumber(split("/", var.cidr)[1]) >= 8, false)
    error_message = "The address space must be private: a part of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16."
  }
}

variable "region_netmask_length" {
  description = "Prefix length of the region's part of the address space."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = floor(var.region_netmask_length) == var.region_netmask_length && var.region_netmask_length <= 24 && try(var.region_netmask_length >= tonumber(split("/", var.cidr)[1]), true)
    error_message = "The region's part must be a whole prefix length of at most 24, and must fit into the address space: it cannot be shorter than the prefix of cidr."
  }
}

variable "vpc_netmask_length" {
  description = "Prefix length of a VPC's range when the VPC does not ask for one."
  type        = number
  default     = 16
  nullable    = false

  validation {
    condition     = floor(var.vpc_netmask_length) == var.vpc_netmask_length && var.vpc_netmask_length >= 16 && var.vpc_netmask_length <= 24
    error_message = "A VPC's range must have a whole prefix length from 16 to 24: AWS allows no larger VPC, and a smaller one does not fit its subnets."
  }

  validation {
    condition     = var.vpc_netmask_length >= var.region_netmask_length
    error_message = "A VPC's range must fit into the region's part: vpc_netmask_length cannot be shorter than region_netmask_length."
  }
}

variable "scope_id" {
  description = "Private scope of an IPAM that exists already, where the pools are put; null makes an IPAM. AWS allows one IPAM in a region of an account by default."
  type        = string
  default     = null

  validation {
    condition     = var.scope_id == null || can(regex("^ipam-scope-[0-9a-f]{8,17}$", var.scope_id))
    error_message = "The scope must be given by its id, such as ipam-scope-0123456789abcdef0, or be null."
  }
}
