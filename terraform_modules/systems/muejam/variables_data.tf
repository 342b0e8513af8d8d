# --- Database ---

variable "postgres_version" {
  description = "PostgreSQL version; a major version alone follows minor upgrades."
  type        = string
  # The document's 15.4 cannot be created any more: RDS has retired the minors of 15 before 15.13.
  default  = "15"
  nullable = false

  validation {
    condition     = can(regex("^1[4-8](\\.[0-9]+)?$", var.postgres_version))
    error_message = "The PostgreSQL version must be 14 to 18, with or without a minor version, such as 15 or 15.15."
  }
}

variable "database_name" {
  description = "Name of the database inside the instance."
  type        = string
  default     = "muejam"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name)) && !contains(["postgres", "template0", "template1"], var.database_name)
    error_message = "The database name must start with a letter, hold lower-case letters, digits or underscores, and not be one that PostgreSQL reserves."
  }
}

variable "db_master_username" {
  description = "Name of the master user."
  type        = string
  default     = "muejam_admin"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.db_master_username)) && !contains(["postgres", "rdsadmin", "admin", "rds_superuser"], var.db_master_username)
    error_message = "The master user must start with a letter, hold lower-case letters, digits or underscores, and not be a name that RDS reserves."
  }
}

# RDS would manage the password itself (manage_master_user_password), but refuses to replicate a
# PostgreSQL instance whose password it manages. So it is ephemeral here and write-only in AWS:
# neither plan nor state holds it, only Secrets Manager.
variable "db_master_password" {
  description = "Password of the master user, kept in Secrets Manager; null has one generated. Neither plan nor state keeps it."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.db_master_password == null || try(can(regex("^[!#-.0-?A-~]{16,128}$", var.db_master_password)), false)
    error_message = "The master password must have 16 to 128 printable characters without space, slash, quotation mark or at sign; leave it empty to have one generated."
  }
}

variable "db_master_password_version" {
  description = "Raise it by one to write a new master password; also when an apply was interrupted while the database was made."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.db_master_password_version >= 1 && floor(var.db_master_password_version) == var.db_master_password_version
    error_message = "The master password's version must be a whole number, 1 or greater."
  }
}

variable "db_instance_class" {
  description = "Class of the primary database instance."
  type        = string
  default     = "db.t3.medium"
  nullable    = false

  validation {
    condition     = can(regex("^db\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.db_instance_class))
    error_message = "The instance class must look like db.t3.medium."
  }
}

variable "db_replica_instance_class" {
  description = "Class of the read replicas; null gives them the primary's."
  type        = string
  default     = null

  validation {
    condition     = var.db_replica_instance_class == null || can(regex("^db\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.db_replica_instance_class))
    error_message = "The replicas' class must look like db.t3.medium, or be null for the primary's."
  }
}

variable "db_create_read_replicas" {
  description = "Whether the primary has read replicas."
  type        = bool
  default     = true
  nullable    = false
}

variable "db_replica_count" {
  description = "Number of read replicas, where db_create_read_replicas is on."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([0, 1, 2, 3, 4, 5], var.db_replica_count)
    error_message = "The number of read replicas must be a whole number from 0 to 5."
  }

  validation {
    condition     = !var.db_create_read_replicas || var.db_replica_count >= 1
    error_message = "Read replicas are asked for, but none are counted: raise db_replica_count or turn db_create_read_replicas off."
  }
}

variable "db_multi_az" {
  description = "Whether a standby database in another zone takes over when the first fails; doubles the price of the primary."
  type        = bool
  default     = true
  nullable    = false
}

variable "db_allocated_storage" {
  description = "gp3 storage of the database in GiB at its creation."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.db_allocated_storage >= 20 && var.db_allocated_storage <= 16384 && floor(var.db_allocated_storage) == var.db_allocated_storage
    error_message = "Database storage must be 20 to 16384 whole GiB."
  }
}

variable "db_max_allocated_storage" {
  description = "Size in GiB up to which RDS may grow the storage by itself."
  type        = number
  default     = 500
  nullable    = false

  validation {
    condition     = var.db_max_allocated_storage >= var.db_allocated_storage * 1.1
    error_message = "The largest storage must exceed db_allocated_storage by at least 10 percent, or RDS refuses to grow it."
  }
}

variable "db_max_connections" {
  description = "Most connections that the database takes; the alarm counts from it. A class has memory for about 100 a GiB, and instances that run take a change at their next restart."
  type        = number
  default     = 200
  nullable    = false

  validation {
    condition     = var.db_max_connections >= 20 && var.db_max_connections <= 5000 && floor(var.db_max_connections) == var.db_max_connections
    error_message = "The most connections must be a whole number from 20 to 5000."
  }
}

variable "db_monitoring_interval" {
  description = "Seconds between the operating system's numbers of the database (enhanced monitoring); 0 sends none."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = contains([0, 1, 5, 10, 15, 30, 60], var.db_monitoring_interval)
    error_message = "Enhanced monitoring knows intervals of 0, 1, 5, 10, 15, 30 and 60 seconds only."
  }
}

variable "db_backup_retention_days" {
  description = "Days for which automated database backups are kept; replicas need them."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.db_backup_retention_days >= 1 && var.db_backup_retention_days <= 35 && floor(var.db_backup_retention_days) == var.db_backup_retention_days
    error_message = "Backups must be kept for 1 to 35 whole days."
  }
}
