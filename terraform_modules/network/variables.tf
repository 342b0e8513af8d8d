variable "name" {
  description = "Prefix of every name in the network, such as replaydash-production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.name))
    error_message = "The network name must start with a letter and hold 2 to 41 lower-case letters, digits or hyphens."
  }
}

variable "name_format" {
  description = "Pattern of the Name tags, with {zone} and {type} in it, such as prod_us-east-1_{zone}_{type}; null puts the network's name before each."
  type        = string
  default     = null

  validation {
    condition     = var.name_format == null || try(strcontains(var.name_format, "{zone}") && strcontains(var.name_format, "{type}") && length(var.name_format) <= 100, false)
    error_message = "The name format must hold {zone} and {type}, or resources could not be told apart, and at most 100 characters."
  }
}

variable "cidr" {
  description = "IPv4 range of the VPC; null takes one out of the IPAM pool. It is divided into sixteen equal parts: private and database subnets take the first eight, public subnets the last eight."
  type        = string
  default     = null

  validation {
    condition     = var.cidr == null || try(cidrsubnet(var.cidr, 0, 0) == var.cidr, false)
    error_message = "The VPC range must be an IPv4 network address with its prefix, such as 10.0.0.0/16; host bits must be zero."
  }

  validation {
    condition     = var.cidr == null || try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 24, false)
    error_message = "The VPC range must be between /16 and /24: AWS allows no larger VPC, and a smaller one does not fit subnets of at least 16 addresses."
  }

  validation {
    condition     = var.cidr == null || can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.cidr))
    error_message = "The VPC range must be private (10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16); public ranges would hide the Internet hosts that own them."
  }

  validation {
    condition     = (var.cidr == null) != (var.ipam == null)
    error_message = "Give the VPC either a range of your own in cidr or a pool in ipam, not both and not neither."
  }
}

variable "ipam" {
  description = "IPAM pool that hands the VPC its range, and the prefix length of that range; null when cidr sets it."
  type = object({
    pool_id        = string
    netmask_length = optional(number, 16)
  })
  default = null

  validation {
    condition     = var.ipam == null || try(var.ipam.netmask_length >= 16 && var.ipam.netmask_length <= 24 && floor(var.ipam.netmask_length) == var.ipam.netmask_length, false)
    error_message = "The range out of the pool must be between /16 and /24: AWS allows no larger VPC, and a smaller one does not fit subnets of at least 16 addresses."
  }
}

variable "zone_count" {
  description = "Number of availability zones to use; each gets one public and one private subnet."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = contains([2, 3, 4, 5, 6], var.zone_count)
    error_message = "The number of zones must be 2 to 6: load balancers and database subnet groups need at least two zones."
  }
}

variable "zones" {
  description = "Names of the availability zones to use, in order; null takes the first zone_count that the region has."
  type        = list(string)
  default     = null

  validation {
    condition     = var.zones == null || try(length(var.zones) >= 1 && length(var.zones) <= 6 && length(distinct(var.zones)) == length(var.zones), false)
    error_message = "Name 1 to 6 different zones, or null for the first that the region has."
  }
}

variable "database_subnets" {
  description = "Whether each zone also gets a subnet for databases, without a way to the Internet."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.database_subnets || length(coalesce(var.zones, range(var.zone_count))) <= 4
    error_message = "With database subnets the range is divided for at most four zones; use fewer zones or no database subnets."
  }
}

variable "nat_gateways" {
  description = "How private subnets reach the Internet: none, single (one NAT gateway for all zones, cheaper) or per_zone (survives the loss of a zone)."
  type        = string
  default     = "single"
  nullable    = false

  validation {
    condition     = contains(["none", "single", "per_zone"], var.nat_gateways)
    error_message = "NAT gateways must be one of none, single or per_zone."
  }
}

variable "gateway_endpoints" {
  description = "AWS services reached through free gateway endpoints instead of the NAT gateway."
  type        = set(string)
  default     = ["s3", "dynamodb"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.gateway_endpoints, ["s3", "dynamodb"])) == 0
    error_message = "Gateway endpoints exist for s3 and dynamodb only; ask for other services under interface_endpoints."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached through interface endpoints in every private subnet, such as ecr.api. Each is billed by the hour and zone."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.interface_endpoints : can(regex("^[a-z0-9][a-z0-9.-]*$", service))])
    error_message = "Interface endpoints must be service names without their prefix, such as ecr.api or logs."
  }
}
