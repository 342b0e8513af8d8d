variable "name" {
  description = "Prefix of every name in the network, such as replaydash-production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.name))
    error_message = "The network name must start with a letter and hold 2 to 41 lower-case letters, digits or hyphens."
  }
}

variable "cidr" {
  description = "IPv4 range of the VPC. It is divided into sixteen equal parts: private subnets take the first eight, public subnets the last eight."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(cidrsubnet(var.cidr, 0, 0) == var.cidr, false)
    error_message = "The VPC range must be an IPv4 network address with its prefix, such as 10.0.0.0/16; host bits must be zero."
  }

  validation {
    condition     = try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 24, false)
    error_message = "The VPC range must be between /16 and /24: AWS allows no larger VPC, and a smaller one does not fit subnets of at least 16 addresses."
  }

  validation {
    condition     = can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.cidr))
    error_message = "The VPC range must be private (10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16); public ranges would hide the Internet hosts that own them."
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
