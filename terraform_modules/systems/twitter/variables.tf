# --- Environment ---

variable "environment" {
  description = "Environment to build; it is part of every name, and production is guarded more strictly."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "The environment must be staging or production."
  }
}

variable "aws_region" {
  description = "AWS region that everything is built in."
  type        = string
  default     = "us-east-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.aws_region))
    error_message = "The region must be an AWS region code such as us-east-1."
  }
}

variable "common_tags" {
  description = "Tags for every resource, such as a CostCenter; Project, Environment and ManagedBy are always set."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.common_tags : length(key) >= 1 && length(key) <= 128 && length(value) <= 256 && !startswith(lower(key), "aws:")])
    error_message = "Tag keys must have 1 to 128 characters and not start with aws:, and tag values at most 256 characters."
  }

  validation {
    condition     = length(setintersection(keys(var.common_tags), ["Project", "Environment", "ManagedBy"])) == 0
    error_message = "The tags Project, Environment and ManagedBy are set by the configuration itself; leave them out."
  }
}

# --- Network ---

variable "vpc_cidr" {
  description = "Private IPv4 range of the VPC."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(regex("^(10|172|192)\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}/(1[6-9]|2[0-4])$", var.vpc_cidr))
    error_message = "The VPC range must be a private IPv4 range from /16 to /24, such as 10.0.0.0/16."
  }
}

variable "subnet_cidr" {
  description = "IPv4 range of the public subnet, inside of the VPC's."
  type        = string
  default     = "10.0.1.0/24"
  nullable    = false

  validation {
    condition     = try(tonumber(split("/", var.subnet_cidr)[1]) <= 28 && cidrhost("${cidrhost(var.subnet_cidr, 0)}/${split("/", var.vpc_cidr)[1]}", 0) == cidrhost(var.vpc_cidr, 0), false)
    error_message = "The subnet must be an IPv4 range of at least 16 addresses inside of vpc_cidr, such as 10.0.1.0/24."
  }
}

variable "availability_zone" {
  description = "Availability zone of the subnet and the application server."
  type        = string
  default     = "us-east-1a"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", var.availability_zone)) && startswith(var.availability_zone, var.aws_region)
    error_message = "The zone must be one of aws_region: its code and a letter, such as us-east-1a."
  }
}

variable "ingress_rules" {
  description = "Connections that the application server takes, by a name for each: ports, protocol and IPv4 ranges. Security group and network ACL are both made from them."
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

  # There is no load balancer in front of this server, so it is the one thing that the Internet reaches.
  validation {
    condition = alltrue([
      for rule in var.ingress_rules :
      !anytrue([for cidr in rule.cidrs : endswith(cidr, "/0")]) || (contains([80, 443], rule.from_port) && coalesce(rule.to_port, rule.from_port) == rule.from_port)
    ])
    error_message = "Only ports 80 and 443 may be open to the whole Internet; give the other rules, such as SSH, the ranges that you connect from."
  }

  validation {
    condition     = sum(concat([0], [for rule in var.ingress_rules : length(rule.cidrs)])) <= 19
    error_message = "The rules name too many ranges: a network ACL takes 20 entries for each direction, and one is for answers."
  }
}

variable "egress_rules" {
  description = "Connections that the application server may open, by a name for each: ports, protocol and IPv4 ranges."
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
    condition     = sum(concat([0], [for rule in var.egress_rules : length(rule.cidrs)])) <= 19
    error_message = "The rules name too many ranges: a network ACL takes 20 entries for each direction, and one is for answers."
  }

  validation {
    condition     = anytrue([for rule in var.egress_rules : rule.from_port <= 443 && coalesce(rule.to_port, rule.from_port) >= 443])
    error_message = "Port 443 must be among the egress rules: without it the server reaches neither ECR nor DynamoDB."
  }
}

variable "dynamodb_vpc_endpoint_enabled" {
  description = "Whether traffic to DynamoDB stays inside the VPC through a gateway endpoint, which costs nothing."
  type        = bool
  default     = false
  nullable    = false
}
