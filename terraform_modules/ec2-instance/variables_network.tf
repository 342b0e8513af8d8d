variable "vpc_id" {
  description = "Id of the VPC that the instance stands in."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "The VPC must be given by its id, which starts with vpc-."
  }
}

variable "subnet_id" {
  description = "Id of the subnet that the instance stands in; a public one for an instance with a static address."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.subnet_id, "subnet-")
    error_message = "The subnet must be given by its id, which starts with subnet-."
  }
}

variable "static_address" {
  description = "Whether the instance has a public address that stays when it is replaced (an Elastic IP)."
  type        = bool
  default     = true
  nullable    = false
}

variable "ingress_rules" {
  description = "Connections that the instance takes, by a name for each: port or range of ports, protocol and IPv4 ranges."
  type = map(object({
    from_port = number
    to_port   = optional(number)
    protocol  = optional(string, "tcp")
    cidrs     = optional(set(string), ["0.0.0.0/0"])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue(flatten([for rule in var.ingress_rules : [for cidr in rule.cidrs : can(cidrnetmask(cidr))]]))
    error_message = "Ingress rules take IPv4 ranges such as 203.0.113.7/32."
  }

  validation {
    condition = alltrue([
      for rule in var.ingress_rules :
      rule.from_port >= 0 && rule.from_port <= coalesce(rule.to_port, rule.from_port) && coalesce(rule.to_port, rule.from_port) <= 65535 && contains(["tcp", "udp"], rule.protocol)
    ])
    error_message = "Ingress rules need ports from 0 to 65535 in rising order, and tcp or udp."
  }

  # Web traffic is for everybody; anything else open to the world is found by scanners within minutes.
  validation {
    condition = alltrue([
      for rule in var.ingress_rules :
      !anytrue([for cidr in rule.cidrs : endswith(cidr, "/0")]) || (contains([80, 443], rule.from_port) && coalesce(rule.to_port, rule.from_port) == rule.from_port)
    ])
    error_message = "Only ports 80 and 443 may be open to the whole Internet; give the other rules the ranges that you connect from."
  }
}

variable "egress_rules" {
  description = "Connections that the instance may open, by a name for each: port or range of ports, protocol and IPv4 ranges."
  type = map(object({
    from_port = number
    to_port   = optional(number)
    protocol  = optional(string, "tcp")
    cidrs     = optional(set(string), ["0.0.0.0/0"])
  }))
  default = {
    http  = { from_port = 80 }
    https = { from_port = 443 }
  }
  nullable = false

  validation {
    condition = alltrue([
      for rule in var.egress_rules :
      rule.from_port >= 0 && rule.from_port <= coalesce(rule.to_port, rule.from_port) && coalesce(rule.to_port, rule.from_port) <= 65535 && contains(["tcp", "udp"], rule.protocol) && alltrue([for cidr in rule.cidrs : can(cidrnetmask(cidr))])
    ])
    error_message = "Egress rules need ports from 0 to 65535 in rising order, tcp or udp, and IPv4 ranges."
  }
}
