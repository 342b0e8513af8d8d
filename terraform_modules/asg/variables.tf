variable "name" {
  description = "Prefix of every name, such as production-muejam; the group is called like it with -asg."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.name))
    error_message = "The name must start with a letter and hold 2 to 41 lower-case letters, digits or hyphens."
  }
}

variable "network" {
  description = "Where the instances stand and who reaches them: VPC, private subnets, the load balancer's security group, the port that the instances serve, and what they may reach besides HTTPS by a name of your own for each."
  type = object({
    vpc_id                          = string
    subnet_ids                      = list(string)
    load_balancer_security_group_id = string
    port                            = number
    egress = optional(map(object({
      security_group_id = string
      port              = number
    })), {})
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 1
    error_message = "The group needs at least one private subnet to start instances in."
  }

  validation {
    condition = alltrue([
      for port in concat([var.network.port], [for target in var.network.egress : target.port]) :
      port >= 1 && port <= 65535 && floor(port) == port
    ])
    error_message = "Every port must be a whole number from 1 to 65535."
  }
}

variable "target_group_arn" {
  description = "ARN of the target group that the instances are registered with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:elasticloadbalancing:", var.target_group_arn))
    error_message = "The target group must be given by its ARN; pass the target_group_arn output of the alb block."
  }
}

variable "image_id" {
  description = "Image of the instances: an AMI id, or resolve:ssm: and the name of a parameter that holds one, read at each launch."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(ami-[0-9a-f]{8,17}|resolve:ssm:[A-Za-z0-9_./:-]+)$", var.image_id))
    error_message = "The image must be an AMI id such as ami-0123456789abcdef0, or resolve:ssm: followed by the name of a parameter."
  }
}

variable "instance_type" {
  description = "Type of the instances, such as t3.medium."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.instance_type))
    error_message = "The instance type must look like t3.medium."
  }
}

variable "key_name" {
  description = "EC2 key pair of the instances; null gives none, which Session Manager does not need."
  type        = string
  default     = null

  validation {
    condition     = var.key_name == null || can(regex("^[!-~]([ -~]{0,253}[!-~])?$", var.key_name))
    error_message = "The key pair must be given by its name of at most 255 printable characters, or be null."
  }
}

variable "user_data" {
  description = "Script that an instance runs at its first start. It can be read by whoever may describe the template, so it holds no secrets."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = length(base64encode(var.user_data)) <= 21848
    error_message = "The script must not be longer than 16 KB; let it fetch what is larger."
  }

  validation {
    condition     = var.user_data == "" || startswith(var.user_data, "#!") || startswith(var.user_data, "#cloud-config")
    error_message = "The script must begin with #! and its interpreter, or with #cloud-config."
  }
}

variable "root_volume" {
  description = "The encrypted gp3 volume that the image is put on: its device name in the image, and its size in GiB."
  type = object({
    device_name = optional(string, "/dev/xvda")
    size_gib    = optional(number, 20)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^/dev/[a-z0-9]+$", var.root_volume.device_name))
    error_message = "The device name must be the one of the image's root volume, such as /dev/xvda."
  }

  validation {
    condition     = var.root_volume.size_gib >= 8 && var.root_volume.size_gib <= 16384 && floor(var.root_volume.size_gib) == var.root_volume.size_gib
    error_message = "The root volume must have 8 to 16384 whole GiB."
  }
}

variable "permissions" {
  description = "What the instances may do in AWS, by the Sid of each statement."
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

variable "session_manager" {
  description = "Whether operators may open a shell on an instance with Session Manager."
  type        = bool
  default     = true
  nullable    = false
}
