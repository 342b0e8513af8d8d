variable "name" {
  description = "Name of the instance, and prefix of its role, security group and address."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.name))
    error_message = "The instance name must start with a letter and hold 2 to 41 lower-case letters, digits or hyphens."
  }
}

variable "ami_id" {
  description = "Image that the instance starts from. Another one replaces the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^ami-([0-9a-f]{8}|[0-9a-f]{17})$", var.ami_id))
    error_message = "The image must be given by its id: ami- followed by 8 or 17 hexadecimal digits."
  }
}

variable "instance_type" {
  description = "Type of the instance, such as t3.medium. A change stops and starts it."
  type        = string
  default     = "t3.medium"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.instance_type))
    error_message = "The instance type must look like t3.medium."
  }
}

variable "cpu_credits" {
  description = "What a burstable (t) instance does when its CPU credits are used up: standard slows it down, unlimited bills more. Other types ignore it."
  type        = string
  default     = "standard"
  nullable    = false

  validation {
    condition     = contains(["standard", "unlimited"], var.cpu_credits)
    error_message = "CPU credits must be standard or unlimited."
  }
}

variable "key_name" {
  description = "Name of the EC2 key pair for SSH; null puts none on the instance. Session Manager needs none."
  type        = string
  default     = null

  validation {
    condition     = var.key_name == null || can(regex("^[ -~]{1,255}$", var.key_name))
    error_message = "A key pair's name holds 1 to 255 printable ASCII characters; use null for no key pair."
  }
}

variable "user_data" {
  description = "Script that the instance runs when it first starts; null runs none. Another one replaces the instance."
  type        = string
  default     = null

  validation {
    condition     = var.user_data == null || try(length(base64encode(var.user_data)) <= 21848 && startswith(var.user_data, "#"), false)
    error_message = "User data must begin with #! or #cloud-config and have at most 16 KiB."
  }
}

variable "root_volume" {
  description = "Size of the encrypted gp3 root volume in GiB, and ARN of the KMS key that encrypts it; null takes the account's EBS key."
  type = object({
    size_gib    = optional(number, 20)
    kms_key_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.root_volume.size_gib >= 8 && var.root_volume.size_gib <= 16384 && floor(var.root_volume.size_gib) == var.root_volume.size_gib
    error_message = "The root volume must have 8 to 16384 whole GiB."
  }
}

variable "metadata_hops" {
  description = "Network hops that an answer of the metadata service may take: 1 for programs on the instance, 2 for containers on it."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2], var.metadata_hops)
    error_message = "Answers of the metadata service may take 1 hop, or 2 to reach a container; more would let them leave the instance."
  }
}

variable "detailed_monitoring" {
  description = "Whether CloudWatch gets the instance's metrics every minute instead of every five; billed by the metric."
  type        = bool
  default     = false
  nullable    = false
}

variable "termination_protection" {
  description = "Whether AWS refuses to terminate the instance. A new image or script then needs it turned off first."
  type        = bool
  default     = false
  nullable    = false
}

variable "permissions" {
  description = "What programs on the instance may do: statements of its role by their Sid."
  type = map(object({
    actions   = list(string)
    resources = list(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue(flatten([for statement in var.permissions : [for action in statement.actions : !strcontains(action, "*")]]))
    error_message = "Permissions must name each action in full; wildcards grant more than was meant."
  }
}

variable "policy_arns" {
  description = "ARNs of IAM policies for the instance's role, by a name for each."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.policy_arns) : can(regex("^arn:aws[a-z-]*:iam::", arn))])
    error_message = "Policies must be given by their ARN, such as arn:aws:iam::123456789012:policy/name."
  }
}

variable "session_manager" {
  description = "Whether operators may open a shell through Systems Manager, which needs neither a key pair nor an open port."
  type        = bool
  default     = true
  nullable    = false
}
