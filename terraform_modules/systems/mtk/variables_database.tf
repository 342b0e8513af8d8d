# --- Database ---

variable "aurora_engine_version" {
  description = "Aurora PostgreSQL version; a major version alone follows minor upgrades."
  type        = string
  default     = "16"
  nullable    = false

  validation {
    condition     = can(regex("^1[4-8](\\.[0-9]+)?$", var.aurora_engine_version))
    error_message = "The Aurora PostgreSQL version must be 14 to 18, with or without a minor version, such as 16 or 16.6."
  }
}

variable "aurora_instance_count" {
  description = "Number of database instances, each in a zone of its own: one writes, the others read and take over."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.aurora_instance_count >= 1 && var.aurora_instance_count <= length(var.availability_zones) && floor(var.aurora_instance_count) == var.aurora_instance_count
    error_message = "There must be at least one database instance and at most one in each of availability_zones."
  }

  validation {
    condition     = var.environment != "prod" || var.aurora_instance_count >= 2
    error_message = "Production needs a second database instance to fail over to: set aurora_instance_count to 2 or more."
  }
}

variable "aurora_min_capacity" {
  description = "Least capacity of each database instance in Aurora capacity units (about 2 GiB of memory each); 0 pauses an idle database."
  type        = number
  default     = 0.5
  nullable    = false

  validation {
    condition     = floor(var.aurora_min_capacity * 2) == var.aurora_min_capacity * 2 && var.aurora_min_capacity >= 0 && var.aurora_min_capacity <= var.aurora_max_capacity
    error_message = "The least capacity must be counted in halves, from 0 up to aurora_max_capacity."
  }
}

variable "aurora_max_capacity" {
  description = "Most capacity of each database instance in Aurora capacity units."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = floor(var.aurora_max_capacity * 2) == var.aurora_max_capacity * 2 && var.aurora_max_capacity >= 1 && var.aurora_max_capacity <= 256
    error_message = "The most capacity must be counted in halves, from 1 to 256."
  }
}

variable "aurora_pause_after_seconds" {
  description = "Seconds without connections after which a database with a least capacity of 0 pauses."
  type        = number
  default     = 3600
  nullable    = false

  validation {
    condition     = var.aurora_pause_after_seconds >= 300 && var.aurora_pause_after_seconds <= 86400
    error_message = "The database pauses after 300 to 86400 seconds."
  }
}

variable "aurora_database_name" {
  description = "Name of the database made inside the cluster. Another one replaces the cluster."
  type        = string
  default     = "mtk"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.aurora_database_name)) && !contains(["postgres", "template0", "template1"], var.aurora_database_name)
    error_message = "The database name must start with a letter and hold at most 63 lower-case letters, digits or underscores, and not be one that PostgreSQL reserves."
  }
}

variable "aurora_username" {
  description = "Name of the database's master user. Another one replaces the cluster."
  type        = string
  default     = "mtk"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.aurora_username)) && !contains(["postgres", "rdsadmin", "admin", "rds_superuser"], var.aurora_username) && !startswith(var.aurora_username, "pg_")
    error_message = "The master user must start with a letter, hold lower-case letters, digits or underscores, and not be a name that RDS or PostgreSQL reserves."
  }
}

variable "aurora_backup_retention_days" {
  description = "Days for which automated database backups are kept."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = contains(range(1, 36), var.aurora_backup_retention_days)
    error_message = "Backups must be kept for 1 to 35 whole days."
  }
}

variable "aurora_customer_key" {
  description = "Whether a KMS key of the environment's own encrypts the database instead of AWS's key for RDS. Changing it replaces the cluster."
  type        = bool
  default     = false
  nullable    = false
}

variable "aurora_performance_insights_days" {
  description = "Days for which Performance Insights keeps its figures; the first 7 cost nothing."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = contains(concat([7, 731], [for month in range(1, 24) : month * 31]), var.aurora_performance_insights_days)
    error_message = "Performance Insights keeps figures for 7 days, for 1 to 23 months of 31 days each, or for 731 days."
  }
}

variable "aurora_monitoring_seconds" {
  description = "Seconds between two reports of enhanced monitoring."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = contains([1, 5, 10, 15, 30, 60], var.aurora_monitoring_seconds)
    error_message = "Enhanced monitoring reports every 1, 5, 10, 15, 30 or 60 seconds."
  }
}

# --- Global database ---

variable "aurora_global_database" {
  description = "Whether the database is a global one, with a reading cluster in secondary_region. It can be turned on later; its password is then no longer RDS's to change."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.aurora_global_database || var.secondary_region != null
    error_message = "A global database needs a second region: set secondary_region, or turn aurora_global_database off."
  }

  validation {
    condition     = !var.aurora_global_database || var.aurora_customer_key
    error_message = "A global database is encrypted with a key of its own in each region: turn aurora_customer_key on."
  }
}

variable "aurora_password_version" {
  description = "Raise it by one for a new master password of a global database; any other has its password changed by RDS."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.aurora_password_version >= 1 && floor(var.aurora_password_version) == var.aurora_password_version
    error_message = "The password version must be a whole number, 1 or greater."
  }
}
