# --- Cache ---

variable "redis_version" {
  description = "Redis version."
  type        = string
  default     = "7.0"
  nullable    = false

  validation {
    condition     = contains(["7.0", "7.1"], var.redis_version)
    error_message = "The Redis version must be 7.0 or 7.1."
  }
}

variable "redis_node_type" {
  description = "Type of each Redis node."
  type        = string
  default     = "cache.t3.medium"
  nullable    = false

  validation {
    condition     = can(regex("^cache\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.redis_node_type))
    error_message = "The node type must look like cache.t3.medium."
  }
}

variable "redis_num_cache_nodes" {
  description = "Number of Redis nodes: one primary and its replicas."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6], var.redis_num_cache_nodes)
    error_message = "Redis must have 1 to 6 nodes: one primary and at most five replicas."
  }
}

variable "redis_automatic_failover_enabled" {
  description = "Whether a Redis replica becomes the primary when that fails; null as soon as there is one."
  type        = bool
  default     = null

  validation {
    condition     = !coalesce(var.redis_automatic_failover_enabled, false) || var.redis_num_cache_nodes >= 2
    error_message = "Automatic failover needs a replica: set redis_num_cache_nodes to 2 or more, or leave redis_automatic_failover_enabled empty."
  }
}

variable "redis_multi_az_enabled" {
  description = "Whether the Redis nodes stand in several zones and one takes over when the primary's fails."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = !var.redis_multi_az_enabled || var.redis_num_cache_nodes >= 2
    error_message = "Multi-AZ needs a replica to fail over to: set redis_num_cache_nodes to 2 or more, or turn redis_multi_az_enabled off."
  }

  validation {
    condition     = !var.redis_multi_az_enabled || coalesce(var.redis_automatic_failover_enabled, true)
    error_message = "Multi-AZ is automatic failover to another zone: leave redis_automatic_failover_enabled empty, or turn redis_multi_az_enabled off."
  }
}

variable "redis_auth_token_enabled" {
  description = "Whether clients have to present a token. It is kept in Secrets Manager, and stands in plan and state as well: ElastiCache has no write-only argument for it."
  type        = bool
  default     = true
  nullable    = false
}

# Ephemeral on its way into Secrets Manager; what ElastiCache is given is read back from there.
variable "redis_auth_token" {
  description = "The token that clients present, 32 to 128 letters, digits or characters of !&#$^<>-; null has one generated."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.redis_auth_token == null || try(can(regex("^[A-Za-z0-9!&#$^<>-]{32,128}$", var.redis_auth_token)), false)
    error_message = "The auth token must have 32 to 128 letters, digits or characters of !&#$^<>-; leave it empty to have one generated."
  }
}

variable "redis_auth_token_version" {
  description = "Raise it by one to write a new auth token. Redis takes both until it is raised again; instances read the new one when they start."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.redis_auth_token_version >= 1 && floor(var.redis_auth_token_version) == var.redis_auth_token_version
    error_message = "The auth token's version must be a whole number, 1 or greater."
  }
}

variable "redis_snapshot_retention_days" {
  description = "Days for which daily Redis snapshots are kept; 0 takes none."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.redis_snapshot_retention_days >= 0 && var.redis_snapshot_retention_days <= 35 && floor(var.redis_snapshot_retention_days) == var.redis_snapshot_retention_days
    error_message = "Redis snapshots must be kept for 0 to 35 whole days."
  }
}

# --- Storage ---

variable "enable_versioning" {
  description = "Whether the buckets keep overwritten and deleted objects for 30 days."
  type        = bool
  default     = true
  nullable    = false
}

variable "allowed_origins" {
  description = "Web origins whose pages may read media and static files; an empty list lets none."
  type        = list(string)
  default     = ["https://muejam.com"]
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "Origins must be named as https://, a host and no path, such as https://muejam.com."
  }
}

variable "backup_retention_days" {
  description = "Age in days at which objects in the backups bucket are deleted."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 1 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "Backups must be kept for a whole number of days, at least 1."
  }
}

variable "bucket_size_alert_threshold" {
  description = "Bytes in a bucket beyond which its alarm goes off."
  type        = number
  default     = 107374182400
  nullable    = false

  validation {
    condition     = var.bucket_size_alert_threshold > 0
    error_message = "The bucket size that alarms must be greater than 0 bytes."
  }
}

variable "s3_bucket_suffix" {
  description = "Ending of the buckets' names, for when somebody else in AWS has the plain ones; null adds none."
  type        = string
  default     = null

  validation {
    condition     = var.s3_bucket_suffix == null || can(regex("^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$", var.s3_bucket_suffix))
    error_message = "The ending must hold 1 to 22 lower-case letters, digits or inner hyphens, or be null."
  }
}
