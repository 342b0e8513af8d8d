# --- Application server ---

variable "ami_id" {
  description = "Image that the application server starts from: Amazon Linux 2023 for x86-64. Choose the latest one of your region; another image replaces the server."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^ami-([0-9a-f]{8}|[0-9a-f]{17})$", var.ami_id))
    error_message = "The image must be given by its id: ami- followed by 8 or 17 hexadecimal digits."
  }
}

variable "instance_type" {
  description = "Type of the application server; a change stops and starts it."
  type        = string
  default     = "t3.medium"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.instance_type))
    error_message = "The instance type must look like t3.medium."
  }
}

variable "key_name" {
  description = "Name of your EC2 key pair for SSH; null for none. Session Manager opens a shell without one."
  type        = string
  default     = null

  validation {
    condition     = var.key_name == null || can(regex("^[ -~]{1,255}$", var.key_name))
    error_message = "A key pair's name holds 1 to 255 printable ASCII characters; use null for no key pair."
  }
}

variable "root_volume_size" {
  description = "Size of the server's encrypted root volume in GiB; it can only grow."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.root_volume_size >= 8 && var.root_volume_size <= 16384 && floor(var.root_volume_size) == var.root_volume_size
    error_message = "The root volume must have 8 to 16384 whole GiB."
  }
}

variable "session_manager_enabled" {
  description = "Whether operators may open a shell through Systems Manager, which needs neither a key pair nor an open port."
  type        = bool
  default     = true
  nullable    = false
}

variable "ecr_repository_name" {
  description = "Name of the image repository; each environment of an account needs one of its own."
  type        = string
  default     = "nestjs-app"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.ecr_repository_name)) && length(var.ecr_repository_name) >= 2 && length(var.ecr_repository_name) <= 256
    error_message = "The repository name must hold 2 to 256 lower-case letters and digits with single separators, such as nestjs-app."
  }
}

variable "image_tag" {
  description = "Tag of the image that the server runs. It is pulled at each start of the service; another tag replaces the server."
  type        = string
  default     = "latest"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.image_tag))
    error_message = "The image tag must be 1 to 128 letters, digits, dots, underscores or hyphens, such as v1.2.3."
  }
}

variable "app_port" {
  description = "Port that the application listens on inside of its container; the server publishes it on port 80."
  type        = number
  default     = 3000
  nullable    = false

  validation {
    condition     = var.app_port >= 1024 && var.app_port <= 65535 && floor(var.app_port) == var.app_port
    error_message = "The application's port must be a whole number from 1024 to 65535."
  }
}

variable "ses_identity" {
  description = "Verified domain or address that the application sends mail from, such as example.com; null gives it no right to send."
  type        = string
  default     = null

  validation {
    condition     = var.ses_identity == null || can(regex("^([^@[:space:]*]+@)?([a-z0-9-]+\\.)+[a-z]{2,63}$", var.ses_identity))
    error_message = "The identity must be a domain such as example.com or an address such as no-reply@example.com, or null."
  }
}
