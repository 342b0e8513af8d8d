variable "database_name" {
  description = "Name of the database made inside the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name)) && !contains(["postgres", "template0", "template1"], var.database_name)
    error_message = "The database name must start with a letter and hold at most 63 lower-case letters, digits or underscores, and not be one that PostgreSQL reserves."
  }
}

variable "username" {
  description = "Name of the master user."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.username)) && !contains(["postgres", "rdsadmin", "admin", "rds_superuser"], var.username) && !startswith(var.username, "pg_")
    error_message = "The master user must start with a letter, hold lower-case letters, digits or underscores, and not be a name that RDS or PostgreSQL reserves."
  }
}

variable "password_version" {
  description = "Raise it by one for a new master password. Only in a global database, whose password RDS does not change by itself."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.password_version >= 1 && floor(var.password_version) == var.password_version
    error_message = "The password version must be a whole number, 1 or greater."
  }
}

variable "global_database" {
  description = "The global database that the cluster belongs to, and its part in it: the primary makes it, a secondary in another Region reads along. Null for a cluster of one Region."
  type = object({
    role       = string
    identifier = string
  })
  default = null

  validation {
    condition     = var.global_database == null || try(contains(["primary", "secondary"], var.global_database.role), false)
    error_message = "The role in the global database must be primary or secondary."
  }

  validation {
    condition     = var.global_database == null || can(regex("^[a-z](-?[a-z0-9])*$", var.global_database.identifier))
    error_message = "The global database's identifier must start with a letter and hold lower-case letters, digits and single inner hyphens."
  }

  validation {
    condition     = try(var.global_database.role, "") != "secondary" || var.customer_key
    error_message = "A secondary cluster needs a KMS key of its own Region for the primary's encrypted data: turn customer_key on."
  }
}

variable "customer_key" {
  description = "Whether a KMS key of one's own encrypts the data instead of AWS's key for RDS. Changing it replaces the cluster."
  type        = bool
  default     = false
  nullable    = false
}

variable "parameters" {
  description = "Cluster parameters that can change without a restart, by name; added to the ones the block sets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !contains(keys(var.parameters), "rds.force_ssl")
    error_message = "rds.force_ssl cannot be set: connections are always encrypted."
  }
}

variable "backup_retention_days" {
  description = "Days for which automated backups are kept and the cluster can be restored to any second."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "Backups must be kept for 1 to 35 whole days."
  }
}

variable "deletion_protection" {
  description = "Whether RDS refuses to delete the cluster and its global database."
  type        = bool
  default     = true
  nullable    = false
}

variable "final_snapshot" {
  description = "Whether deleting the cluster leaves a last snapshot and its automated backups."
  type        = bool
  default     = true
  nullable    = false
}

variable "apply_immediately" {
  description = "Whether changes that interrupt the database happen at once instead of in the maintenance window."
  type        = bool
  default     = false
  nullable    = false
}
