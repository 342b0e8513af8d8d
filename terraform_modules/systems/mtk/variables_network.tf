# --- Network ---

variable "ipam_cidr" {
  description = "Private IPv4 address space of the environment in this region, handed out by IPAM. No other environment or region may use a part of it."
  type        = string
  nullable    = false

  validation {
    condition     = try(cidrsubnet(var.ipam_cidr, 0, 0) == var.ipam_cidr, false) && can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.ipam_cidr))
    error_message = "The address space must be a private IPv4 network address with its prefix, such as 10.32.0.0/14; host bits must be zero."
  }
}

variable "ipam_region_netmask_length" {
  description = "Prefix length of the part of the address space that VPCs of this region draw from."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = floor(var.ipam_region_netmask_length) == var.ipam_region_netmask_length && var.ipam_region_netmask_length <= var.vpc_netmask_length && try(var.ipam_region_netmask_length >= tonumber(split("/", var.ipam_cidr)[1]), true)
    error_message = "The region's part must fit between the address space and a VPC: not shorter than the prefix of ipam_cidr, not longer than vpc_netmask_length."
  }
}

variable "vpc_netmask_length" {
  description = "Prefix length of the VPC's range, which IPAM chooses."
  type        = number
  default     = 16
  nullable    = false

  validation {
    condition     = contains(range(16, 25), var.vpc_netmask_length)
    error_message = "The VPC's range must have a prefix length from 16 to 24."
  }
}

variable "ipam_scope_id" {
  description = "Private scope of an IPAM that the account already has in this region; null makes one. AWS allows one IPAM in a region of an account by default."
  type        = string
  default     = null

  validation {
    condition     = var.ipam_scope_id == null || can(regex("^ipam-scope-[0-9a-f]{8,17}$", var.ipam_scope_id))
    error_message = "The scope must be given by its id, such as ipam-scope-0123456789abcdef0, or be null."
  }
}

variable "nat_gateways" {
  description = "How private subnets reach the Internet: none, single (one NAT gateway, cheaper) or per_zone (survives the loss of a zone)."
  type        = string
  default     = "single"
  nullable    = false

  validation {
    condition     = contains(["none", "single", "per_zone"], var.nat_gateways)
    error_message = "NAT gateways must be none, single or per_zone."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached inside the VPC instead of through the NAT gateway; each is billed by the hour and zone."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.interface_endpoints, ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "monitoring", "rds"])) == 0
    error_message = "Interface endpoints must be among ecr.api, ecr.dkr, logs, secretsmanager, ssm, ssmmessages, monitoring and rds."
  }
}
