variable "name" {
  description = "Identifier of the database instance, such as replaydash-production-postgres."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 50
    error_message = "The database name must start with a letter and hold at most 50 lower-case letters, digits and single inner hyphens."
  }
}

variable "vpc_id" {
  description = "Id of the VPC that holds the database."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.vpc_id) > 0
    error_message = "The VPC id must not be empty; pass the vpc_id output of the network block."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets that the database may stand in."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "RDS wants subnets in at least two availability zones; pass two or more subnet ids."
  }
}

variable "client_security_group_ids" {
  description = "Security groups whose members may connect, by a name of your own for each."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.client_security_group_ids) > 0
    error_message = "Name at least one security group that may connect; nobody could use the database otherwise."
  }
}

variable "engine_version" {
  description = "PostgreSQL version: a major version such as 16 follows minor upgrades, 16.4 pins one."
  type        = string
  default     = "16"
  nullable    = false

  validation {
    condition     = can(regex("^1[4-8](\\.[0-9]+)?$", var.engine_version))
    error_message = "The PostgreSQL version must be 14 to 18, with or without a minor version, such as 16 or 16.4."
  }
}

variable "instance_class" {
  description = "Class of the instance, such as db.t4g.medium."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^db\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.instance_class))
    error_message = "The instance class must look like db.t4g.medium."
  }
}

variable "storage" {
  description = "gp3 storage in GiB: the size to begin with and the size up to which RDS may grow it."
  type = object({
    allocated_gib     = optional(number, 20)
    max_allocated_gib = optional(number, 100)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.storage.allocated_gib >= 20 && var.storage.max_allocated_gib <= 65536
    error_message = "gp3 storage must be 20 to 65536 GiB."
  }

  validation {
    condition     = var.storage.max_allocated_gib >= var.storage.allocated_gib * 1.1
    error_message = "The largest storage must exceed the first size by at least 10 percent, or RDS refuses to grow it."
  }
}

variable "multi_az" {
  description = "Whether a standby in another zone takes over when the first fails; doubles the price of instance and storage."
  type        = bool
  default     = false
  nullable    = false
}

variable "database_name" {
  description = "Name of the database made inside the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name)) && !contains(["postgres", "template0", "template1"], var.database_name)
    error_message = "The database name must start with a letter and hold at most 63 lower-case letters, digits or underscores, and not be one that PostgreSQL reserves."
  }
}

variable "username" {
  description = "Name of the master user; its password is made and kept by RDS in Secrets Manager."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.username)) && !contains(["postgres", "rdsadmin", "admin", "rds_superuser"], var.username) && !startswith(var.username, "pg_")
    error_message = "The master user must start with a letter, hold lower-case letters, digits or underscores, and not be a name that RDS or PostgreSQL reserves."
  }
}

variable "password_rotation_days" {
  description = "Days after which RDS changes the master password. Clients that read it only when they start have to be restarted then. Null leaves the 7 days of RDS."
  type        = number
  default     = null

  validation {
    condition     = var.password_rotation_days == null || try(var.password_rotation_days >= 1 && var.password_rotation_days <= 1000 && floor(var.password_rotation_days) == var.password_rotation_days, false)
    error_message = "The password must change after 1 to 1000 whole days; use null for the 7 days of RDS."
  }

  validation {
    condition     = var.password_rotation_days == null || var.replicas == null
    error_message = "RDS changes only the password that it manages, which a database with replicas does not have; leave password_rotation_days out."
  }
}

variable "backup_retention_days" {
  description = "Days for which automated backups are kept and the database can be restored to any second."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "Backups must be kept for 1 to 35 whole days."
  }
}

variable "parameters" {
  description = "PostgreSQL parameters that can change without a restart, by name; added to the ones the block sets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !contains(keys(var.parameters), "rds.force_ssl")
    error_message = "rds.force_ssl cannot be set: connections are always encrypted."
  }

  validation {
    condition     = !contains(keys(var.parameters), "max_connections")
    error_message = "max_connections cannot be set here, as it waits for a restart: use the variable max_connections."
  }
}

variable "log_retention_days" {
  description = "Days for which the database's logs are kept in CloudWatch."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for certain numbers of days only, such as 7, 14, 30, 90 or 365; choose one of them."
  }
}

variable "deletion_protection" {
  description = "Whether RDS refuses to delete the instance."
  type        = bool
  default     = true
  nullable    = false
}

variable "final_snapshot" {
  description = "Whether deleting the instance leaves a last snapshot and its automated backups."
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
