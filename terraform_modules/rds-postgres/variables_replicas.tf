variable "replicas" {
  description = "Read replicas: how many, and their class when it is not the primary's. With an object, even of 0 replicas, the instance is called -primary and its password kept in a secret of ours; null makes a single database."
  type = object({
    count          = number
    instance_class = optional(string)
  })
  default = null

  validation {
    condition     = try(var.replicas.count >= 0 && var.replicas.count <= 5 && floor(var.replicas.count) == var.replicas.count, var.replicas == null)
    error_message = "The number of read replicas must be a whole number from 0 to 5."
  }

  validation {
    condition     = try(var.replicas.instance_class, null) == null || can(regex("^db\\.[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.replicas.instance_class))
    error_message = "The class of the read replicas must look like db.t4g.medium."
  }
}

variable "master_password" {
  description = "Password of the master user where RDS does not manage it; null has one generated. Neither plan nor state keeps it."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.master_password == null || try(can(regex("^[!#-.0-?A-~]{16,128}$", var.master_password)), false)
    error_message = "The master password must have 16 to 128 printable characters without space, slash, quotation mark or at sign; use null to have one generated."
  }
}

variable "master_password_version" {
  description = "Raise it by one to write the master password again, to instance and secret; also when an apply was interrupted between the two."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.master_password_version >= 1 && floor(var.master_password_version) == var.master_password_version
    error_message = "The master password's version must be a whole number, 1 or greater."
  }

  validation {
    condition     = var.master_password_version == 1 || var.replicas != null
    error_message = "RDS manages the password of a database without replicas; leave master_password_version at 1."
  }
}

variable "monitoring_interval" {
  description = "Seconds between the operating system's numbers (enhanced monitoring); 0 sends none."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = contains([0, 1, 5, 10, 15, 30, 60], var.monitoring_interval)
    error_message = "Enhanced monitoring knows intervals of 0, 1, 5, 10, 15, 30 and 60 seconds only."
  }
}

variable "max_connections" {
  description = "Most connections at a time, of primary and replicas; instances that run take a change at their next restart. Null leaves it to RDS, which goes by the memory of the class."
  type        = number
  default     = null

  validation {
    condition     = var.max_connections == null || try(var.max_connections >= 20 && var.max_connections <= 262143 && floor(var.max_connections) == var.max_connections, false)
    error_message = "The most connections must be a whole number from 20 to 262143, or null."
  }
}
