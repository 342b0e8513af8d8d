# --- Database ---

variable "db_engine_version" {
  description = "PostgreSQL version; a major version alone follows minor upgrades."
  type        = string
  default     = "16"
  nullable    = false

  validation {
    condition     = can(regex("^1[4-8](\\.[0-9]+)?$", var.db_engine_version))
    error_message = "The PostgreSQL version must be 14 to 18, with or without a minor version, such as 16 or 16.4."
  }
}

variable "db_instance_class" {
  description = "Class of the database instance; t4g classes run on ARM."
  type        = string
  default     = "db.t4g.medium"
  nullable    = false

  validation {
    condition     = can(regex("^db\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.db_instance_class))
    error_message = "The instance class must look like db.t4g.medium."
  }
}

variable "db_allocated_storage" {
  description = "gp3 storage of the database in GiB at its creation."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.db_allocated_storage >= 20 && var.db_allocated_storage <= 16384 && floor(var.db_allocated_storage) == var.db_allocated_storage
    error_message = "Database storage must be 20 to 16384 whole GiB."
  }
}

variable "db_max_allocated_storage" {
  description = "Size in GiB up to which RDS may grow the storage by itself."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.db_max_allocated_storage >= var.db_allocated_storage * 1.1
    error_message = "The largest storage must exceed db_allocated_storage by at least 10 percent, or RDS refuses to grow it."
  }
}

variable "db_multi_az" {
  description = "Whether a standby database in another zone takes over when the first fails; doubles the price."
  type        = bool
  default     = false
  nullable    = false
}

variable "db_backup_retention_days" {
  description = "Days for which automated database backups are kept."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.db_backup_retention_days >= 1 && var.db_backup_retention_days <= 35 && floor(var.db_backup_retention_days) == var.db_backup_retention_days
    error_message = "Backups must be kept for 1 to 35 whole days."
  }
}

variable "db_password_rotation_days" {
  description = "Days after which RDS changes the database's password. Tasks read it when they start, so a new deployment is due then. Null leaves the 7 days of RDS."
  type        = number
  default     = null

  validation {
    condition     = var.db_password_rotation_days == null || try(var.db_password_rotation_days >= 1 && var.db_password_rotation_days <= 1000 && floor(var.db_password_rotation_days) == var.db_password_rotation_days, false)
    error_message = "The password must change after 1 to 1000 whole days; use null for the 7 days of RDS."
  }
}

# --- Cache ---

variable "redis_node_type" {
  description = "Type of each Redis node; t4g types run on ARM."
  type        = string
  default     = "cache.t4g.micro"
  nullable    = false

  validation {
    condition     = can(regex("^cache\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.redis_node_type))
    error_message = "The node type must look like cache.t4g.micro."
  }
}

variable "redis_node_count" {
  description = "Number of Redis nodes: one primary and its replicas."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6], var.redis_node_count)
    error_message = "Redis must have 1 to 6 nodes: one primary and at most five replicas."
  }
}

variable "redis_multi_az" {
  description = "Whether a Redis replica in another zone takes over when the primary fails."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.redis_multi_az || var.redis_node_count >= 2
    error_message = "Multi-AZ needs a replica to fail over to: set redis_node_count to 2 or more, or turn redis_multi_az off."
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

# --- Session storage ---

variable "session_transitions" {
  description = "Cheaper storage classes that session data moves to, by rising age in days."
  type = list(object({
    days          = number
    storage_class = string
  }))
  default = [
    { days = 30, storage_class = "STANDARD_IA" },
    { days = 90, storage_class = "GLACIER_IR" },
  ]
  nullable = false

  validation {
    condition     = alltrue([for step in var.session_transitions : contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], step.storage_class)])
    error_message = "Storage classes must be STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER or DEEP_ARCHIVE."
  }
}

variable "session_retention_days" {
  description = "Age in days at which session data is deleted; null keeps it."
  type        = number
  default     = 365

  validation {
    condition     = var.session_retention_days == null || try(var.session_retention_days >= 1 && alltrue([for step in var.session_transitions : step.days < var.session_retention_days]), false)
    error_message = "Session data must be deleted later than its last transition; raise session_retention_days, drop the transition, or use null to keep it."
  }
}
