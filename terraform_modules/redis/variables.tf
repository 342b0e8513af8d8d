variable "name" {
  description = "Id of the replication group, such as replaydash-production-redis."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 40
    error_message = "The replication group id must start with a letter and hold at most 40 lower-case letters, digits and single inner hyphens."
  }
}

variable "vpc_id" {
  description = "Id of the VPC that holds the cache."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.vpc_id) > 0
    error_message = "The VPC id must not be empty; pass the vpc_id output of the network block."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets that the cache nodes may stand in."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "The cache needs at least one private subnet."
  }
}

variable "client_security_group_ids" {
  description = "Security groups whose members may connect, by a name of your own for each."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.client_security_group_ids) > 0
    error_message = "Name at least one security group that may connect; nobody could use the cache otherwise."
  }
}

variable "engine_version" {
  description = "Redis version."
  type        = string
  default     = "7.1"
  nullable    = false

  validation {
    condition     = can(regex("^7\\.[01]$", var.engine_version))
    error_message = "The Redis version must be 7.0 or 7.1."
  }
}

variable "node_type" {
  description = "Type of each cache node, such as cache.t4g.micro."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^cache\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.node_type))
    error_message = "The node type must look like cache.t4g.micro."
  }
}

variable "node_count" {
  description = "Number of nodes: one primary and its replicas."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.node_count >= 1 && var.node_count <= 6 && floor(var.node_count) == var.node_count
    error_message = "The cache must have 1 to 6 nodes: one primary and at most five replicas."
  }
}

variable "multi_az" {
  description = "Whether the nodes are spread over zones and a replica takes over when the primary fails."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.multi_az || var.node_count >= 2
    error_message = "Multi-AZ needs a replica to fail over to: set node_count to 2 or more, or turn multi_az off."
  }

  validation {
    condition     = !var.multi_az || length(var.subnet_ids) >= 2
    error_message = "Multi-AZ needs subnets in at least two availability zones."
  }
}

variable "automatic_failover" {
  description = "Whether a replica becomes the primary when that fails; null as soon as there is a replica."
  type        = bool
  default     = null

  validation {
    condition     = !coalesce(var.automatic_failover, false) || var.node_count >= 2
    error_message = "Automatic failover needs a replica to fail over to: set node_count to 2 or more, or leave automatic_failover out."
  }

  validation {
    condition     = coalesce(var.automatic_failover, true) || !var.multi_az
    error_message = "Multi-AZ is automatic failover to another zone: leave automatic_failover out, or turn multi_az off."
  }
}

variable "auth_token" {
  description = "Token that clients have to present; null wants none. Plan and state hold it, as ElastiCache has no write-only argument for it."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.auth_token == null || try(can(regex("^[A-Za-z0-9!&#$^<>-]{16,128}$", var.auth_token)), false)
    error_message = "The auth token must have 16 to 128 letters, digits or characters of !&#$^<>-; use null for none."
  }
}

variable "parameters" {
  description = "Redis parameters by name; added to the ones the block sets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !contains(keys(var.parameters), "cluster-enabled")
    error_message = "cluster-enabled cannot be set: this block builds replication groups without sharding."
  }
}

variable "snapshot_retention_days" {
  description = "Days for which daily snapshots are kept; 0 takes none."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.snapshot_retention_days >= 0 && var.snapshot_retention_days <= 35 && floor(var.snapshot_retention_days) == var.snapshot_retention_days
    error_message = "Snapshots must be kept for 0 to 35 whole days."
  }
}

variable "apply_immediately" {
  description = "Whether changes that interrupt the cache happen at once instead of in the maintenance window."
  type        = bool
  default     = false
  nullable    = false
}
