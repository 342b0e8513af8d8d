variable "public_subnet_cidrs" {
  description = "Ranges of the public subnets, one for each of zones; the network has only the private subnets named in private_subnet_cidrs then. Null divides the VPC's range by itself."
  type        = list(string)
  default     = null

  # Said here and not of zones, as two variables may not be judged by one another.
  validation {
    condition     = var.public_subnet_cidrs != null || try(length(var.zones) >= 2, true)
    error_message = "Name at least two zones: load balancers and database subnet groups need them. Only a network of public subnets may have one."
  }

  validation {
    condition     = var.public_subnet_cidrs == null || try(length(var.public_subnet_cidrs) == length(var.zones), false)
    error_message = "Name the zones when you give the public subnets their ranges: as many in zones as there are ranges."
  }

  validation {
    condition = var.public_subnet_cidrs == null || var.cidr == null || try(alltrue([
      for range in var.public_subnet_cidrs :
      cidrsubnet(range, 0, 0) == range
      && tonumber(split("/", range)[1]) <= 28
      && tonumber(split("/", range)[1]) >= tonumber(split("/", var.cidr)[1])
      && cidrhost("${cidrhost(range, 0)}/${split("/", var.cidr)[1]}", 0) == cidrhost(var.cidr, 0)
    ]), false)
    error_message = "Each subnet must be an IPv4 network inside of the VPC's range with at least 16 addresses and host bits zero, such as 10.0.1.0/24."
  }

  # Two networks overlap exactly when they are the same at the shorter of their prefixes.
  validation {
    condition = var.public_subnet_cidrs == null || try(alltrue([
      for pair in setproduct(var.public_subnet_cidrs, var.public_subnet_cidrs) :
      pair[0] == pair[1]
      || cidrsubnet("${cidrhost(pair[0], 0)}/${min([for range in pair : tonumber(split("/", range)[1])]...)}", 0, 0)
      != cidrsubnet("${cidrhost(pair[1], 0)}/${min([for range in pair : tonumber(split("/", range)[1])]...)}", 0, 0)
    ]) && length(distinct(var.public_subnet_cidrs)) == length(var.public_subnet_cidrs), false)
    error_message = "Two of the subnets have addresses in common; give each a range of its own."
  }
}

variable "private_subnet_cidrs" {
  description = "Ranges of the private subnets, one for each of zones, beside public_subnet_cidrs. Null with public_subnet_cidrs makes no private subnets."
  type        = list(string)
  default     = null

  validation {
    condition     = var.private_subnet_cidrs == null || try(length(var.private_subnet_cidrs) == length(var.public_subnet_cidrs), false)
    error_message = "Give private and public subnets their ranges together: as many in private_subnet_cidrs as in public_subnet_cidrs."
  }

  validation {
    condition = var.private_subnet_cidrs == null || var.cidr == null || try(alltrue([
      for range in var.private_subnet_cidrs :
      cidrsubnet(range, 0, 0) == range
      && tonumber(split("/", range)[1]) <= 28
      && tonumber(split("/", range)[1]) >= tonumber(split("/", var.cidr)[1])
      && cidrhost("${cidrhost(range, 0)}/${split("/", var.cidr)[1]}", 0) == cidrhost(var.cidr, 0)
    ]), false)
    error_message = "Each private subnet must be an IPv4 network inside of the VPC's range with at least 16 addresses and host bits zero, such as 10.0.11.0/24."
  }

  validation {
    condition = var.private_subnet_cidrs == null || try(alltrue([
      for pair in setproduct(var.private_subnet_cidrs, concat(var.private_subnet_cidrs, var.public_subnet_cidrs)) :
      pair[0] == pair[1]
      || cidrsubnet("${cidrhost(pair[0], 0)}/${min([for range in pair : tonumber(split("/", range)[1])]...)}", 0, 0)
      != cidrsubnet("${cidrhost(pair[1], 0)}/${min([for range in pair : tonumber(split("/", range)[1])]...)}", 0, 0)
    ]) && length(distinct(concat(var.private_subnet_cidrs, var.public_subnet_cidrs))) == length(var.private_subnet_cidrs) * 2, false)
    error_message = "Two of the subnets, private or public, have addresses in common; give each a range of its own."
  }

  validation {
    condition     = var.private_subnet_cidrs != null || var.public_subnet_cidrs == null || (var.nat_gateways == "none" && length(var.interface_endpoints) == 0 && !var.database_subnets)
    error_message = "A network of public subnets only has no use for NAT gateways and no place for interface endpoints and databases: set nat_gateways to none and leave the others out."
  }

  validation {
    condition     = var.private_subnet_cidrs == null || !var.database_subnets
    error_message = "Subnets for databases are cut from the VPC's range by the network itself; leave private_subnet_cidrs out, or database_subnets off."
  }
}

variable "public_acl" {
  description = "Network ACL of the public subnets: rules in the order of their numbers, and nothing else passes. Answers need rules of their own, as an ACL does not remember connections. Null keeps the VPC's default ACL, which lets everything pass to the security groups."
  type = object({
    ingress = map(object({
      number    = number
      protocol  = optional(string, "tcp")
      from_port = number
      to_port   = number
      cidr      = optional(string, "0.0.0.0/0")
    }))
    egress = map(object({
      number    = number
      protocol  = optional(string, "tcp")
      from_port = number
      to_port   = number
      cidr      = optional(string, "0.0.0.0/0")
    }))
  })
  default = null

  validation {
    condition = try(alltrue([
      for rules in [var.public_acl.ingress, var.public_acl.egress] :
      length(distinct([for rule in rules : rule.number])) == length(rules)
    ]), true)
    error_message = "Each rule of a direction of the network ACL must have a number of its own."
  }

  validation {
    condition = try(alltrue([
      for rule in concat(values(var.public_acl.ingress), values(var.public_acl.egress)) :
      rule.number >= 1 && rule.number <= 32766 && rule.from_port >= 0 && rule.from_port <= rule.to_port && rule.to_port <= 65535
      && contains(["tcp", "udp"], rule.protocol) && can(cidrnetmask(rule.cidr))
    ]), var.public_acl == null)
    error_message = "A rule of the network ACL needs a number from 1 to 32766, tcp or udp, ports from 0 to 65535 in rising order, and an IPv4 range."
  }
}
