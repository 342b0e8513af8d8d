# --- Environment ---

variable "environment" {
  description = "Environment to build; it is the beginning of every name, and prod is guarded more strictly."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "qa", "prod"], var.environment)
    error_message = "The environment must be dev, qa or prod."
  }
}

variable "tags" {
  description = "Further tags for every resource; Project, Environment and ManagedBy are always set."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : length(key) >= 1 && length(key) <= 128 && length(value) <= 256 && !startswith(lower(key), "aws:")])
    error_message = "Tag keys must have 1 to 128 characters and not start with aws:, and tag values at most 256 characters."
  }
}

# --- Regions ---

variable "aws_region" {
  description = "AWS region to build in: the primary one, or afterwards the second one with the same values."
  type        = string
  default     = "us-east-1"
  nullable    = false

  validation {
    condition     = contains(compact([var.primary_region, var.secondary_region]), var.aws_region)
    error_message = "The region to build in must be primary_region or secondary_region."
  }
}

variable "primary_region" {
  description = "AWS region that comes first: it holds the writing database and makes the table."
  type        = string
  default     = "us-east-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.primary_region))
    error_message = "The primary region must be an AWS region code such as us-east-1."
  }
}

variable "secondary_region" {
  description = "AWS region that the table is replicated to and that may hold a reading database; null for a single region."
  type        = string
  default     = null

  validation {
    condition     = var.secondary_region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.secondary_region))
    error_message = "The second region must be an AWS region code such as us-west-2, or null."
  }

  validation {
    condition     = var.secondary_region == null || var.secondary_region != var.primary_region
    error_message = "The second region must be another one than primary_region."
  }
}

variable "availability_zones" {
  description = "Zones of aws_region to spread over, in order. The first is part of the names of what spans zones, so its place is for good."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 4 && length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "Name 2 to 4 different zones: Aurora needs at least two."
  }

  validation {
    condition     = alltrue([for zone in var.availability_zones : can(regex("^${var.aws_region}[a-z]$", zone))])
    error_message = "The zones must be zones of aws_region: its code and a letter, such as us-east-1a."
  }
}

# --- Protection ---

variable "deletion_protection" {
  description = "Whether AWS refuses to delete database and table; null protects prod only. Turn it off and apply before a destroy."
  type        = bool
  default     = null
}

variable "apply_immediately" {
  description = "Whether changes that interrupt the database happen at once; null waits for the maintenance window in prod only."
  type        = bool
  default     = null
}
