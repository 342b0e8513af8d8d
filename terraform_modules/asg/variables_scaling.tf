variable "size" {
  description = "Fewest and most instances, and how many at the first creation; later the policies decide between the two."
  type = object({
    min     = number
    max     = number
    desired = optional(number)
  })
  nullable = false

  validation {
    condition     = var.size.min >= 0 && var.size.max >= 1 && floor(var.size.min) == var.size.min && floor(var.size.max) == var.size.max
    error_message = "The group must have a whole number of instances: at least 0, and a maximum of at least 1."
  }

  validation {
    condition     = var.size.min <= var.size.max
    error_message = "The fewest instances must not exceed the most; lower min or raise max."
  }

  validation {
    condition     = var.size.desired == null || try(var.size.desired >= var.size.min && var.size.desired <= var.size.max && floor(var.size.desired) == var.size.desired, false)
    error_message = "The desired number of instances must be a whole number between min and max."
  }
}

variable "cpu" {
  description = "Average CPU use in percent above which instances are added and below which they are taken away, and how many at a time."
  type = object({
    high_percent = optional(number, 70)
    low_percent  = optional(number, 30)
    instances    = optional(number, 1)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.cpu.high_percent <= 100 && var.cpu.low_percent > 0 && var.cpu.instances >= 1 && floor(var.cpu.instances) == var.cpu.instances
    error_message = "CPU thresholds must be percentages above 0 and at most 100, and at least one whole instance must be added at a time."
  }

  validation {
    condition     = var.cpu.low_percent <= var.cpu.high_percent / 2
    error_message = "The low CPU threshold must be at most half the high one, or a group of two would add and take away the same instance for ever."
  }
}

variable "health_check" {
  description = "Who decides that an instance is ill (ELB: the load balancer too, EC2: its machine only), and the seconds that a new instance is left alone."
  type = object({
    type          = optional(string, "ELB")
    grace_seconds = optional(number, 300)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["ELB", "EC2"], var.health_check.type)
    error_message = "The health check must be ELB or EC2."
  }

  validation {
    condition     = var.health_check.grace_seconds >= 0 && var.health_check.grace_seconds <= 7200
    error_message = "The grace time must be 0 to 7200 seconds."
  }
}

variable "warmup_seconds" {
  description = "Seconds until the numbers of a new instance count."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.warmup_seconds >= 0 && var.warmup_seconds <= 3600
    error_message = "The warm-up must take 0 to 3600 seconds."
  }
}

variable "refresh_min_healthy_percent" {
  description = "Share of the instances in percent that keeps serving while a changed launch template replaces the others."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.refresh_min_healthy_percent >= 0 && var.refresh_min_healthy_percent <= 100
    error_message = "The share of serving instances must be 0 to 100 percent."
  }
}

variable "detailed_monitoring" {
  description = "Whether instances send their numbers every minute instead of every five; AWS bills each of them."
  type        = bool
  default     = false
  nullable    = false
}

variable "topic_arn" {
  description = "ARN of the SNS topic that hears of alarms and of instances that come and go."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:sns:", var.topic_arn))
    error_message = "The topic must be given by its ARN, such as arn:aws:sns:us-east-1:123456789012:alerts."
  }
}
