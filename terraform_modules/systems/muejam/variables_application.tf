# --- Application ---

variable "ami_id" {
  description = "Image with the application; null takes the newest Amazon Linux 2023, which start_command has to put the application on."
  type        = string
  default     = null

  validation {
    condition     = var.ami_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.ami_id))
    error_message = "The image must be an AMI id such as ami-0c55b159cbfafe1f0, or null."
  }
}

variable "instance_type" {
  description = "Type of the instances; the image has to fit its processor."
  type        = string
  default     = "t3.medium"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.instance_type))
    error_message = "The instance type must look like t3.medium."
  }
}

variable "key_name" {
  description = "Name of an EC2 key pair that exists already; null gives none. No port for SSH is open: shells come through Session Manager."
  type        = string
  default     = null

  validation {
    condition     = var.key_name == null || can(regex("^[!-~]([ -~]{0,253}[!-~])?$", var.key_name))
    error_message = "The key pair must be given by its name of at most 255 printable characters, or be null."
  }
}

variable "app_port" {
  description = "Port that the application listens on."
  type        = number
  default     = 8000
  nullable    = false

  validation {
    condition     = var.app_port >= 1024 && var.app_port <= 65535 && floor(var.app_port) == var.app_port
    error_message = "The application's port must be a whole number from 1024 to 65535."
  }
}

variable "start_command" {
  description = "Shell commands that start the application at an instance's first start, after its settings were written to /etc/muejam/environment; not the place for secrets."
  type        = string
  default     = "systemctl restart muejam || true"
  nullable    = false

  validation {
    condition     = length(var.start_command) <= 8192 && !strcontains(var.start_command, "SETTINGS")
    error_message = "The start command must be at most 8192 characters and not contain the word SETTINGS; let it fetch what is larger."
  }
}

# --- Scaling ---

variable "asg_min_size" {
  description = "Fewest instances that the Auto Scaling group keeps."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.asg_min_size >= 1 && var.asg_min_size <= 100 && floor(var.asg_min_size) == var.asg_min_size
    error_message = "The fewest instances must be a whole number from 1 to 100."
  }

  validation {
    condition     = var.asg_min_size <= var.asg_max_size
    error_message = "The fewest instances must not exceed asg_max_size; lower asg_min_size or raise asg_max_size."
  }
}

variable "asg_max_size" {
  description = "Most instances that the Auto Scaling group starts."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.asg_max_size >= 1 && var.asg_max_size <= 100 && floor(var.asg_max_size) == var.asg_max_size
    error_message = "The most instances must be a whole number from 1 to 100."
  }
}

variable "asg_desired_capacity" {
  description = "Instances at the first creation; later the CPU policies decide. Null begins with asg_min_size."
  type        = number
  default     = null

  validation {
    condition     = var.asg_desired_capacity == null || try(var.asg_desired_capacity >= var.asg_min_size && var.asg_desired_capacity <= var.asg_max_size, false)
    error_message = "The desired number of instances must lie between asg_min_size and asg_max_size."
  }
}

variable "asg_cpu_high_percent" {
  description = "Average CPU use in percent above which an instance is added and the alarm goes off."
  type        = number
  default     = 70
  nullable    = false

  validation {
    condition     = var.asg_cpu_high_percent >= 20 && var.asg_cpu_high_percent <= 100
    error_message = "The high CPU threshold must be 20 to 100 percent."
  }
}

variable "asg_cpu_low_percent" {
  description = "Average CPU use in percent below which an instance is taken away."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.asg_cpu_low_percent >= 1 && var.asg_cpu_low_percent <= var.asg_cpu_high_percent / 2
    error_message = "The low CPU threshold must be 1 percent to half of asg_cpu_high_percent, or instances would come and go for ever."
  }
}
