variable "name" {
  description = "Name of the service and of its task definition family, such as replaydash-production-api."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,47}$", var.name))
    error_message = "The service name must start with a letter and hold 2 to 48 lower-case letters, digits or hyphens."
  }
}

variable "cluster_name" {
  description = "Name of the ECS cluster that is made for the service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_-]{0,254}$", var.cluster_name))
    error_message = "The cluster name must start with a letter and hold at most 255 letters, digits, underscores or hyphens."
  }
}

variable "network" {
  description = "Where tasks stand and whom they meet: VPC, private subnets, the load balancer's security group, and by a name of your own the groups and ports that tasks may connect to besides HTTPS."
  type = object({
    vpc_id                          = string
    subnet_ids                      = list(string)
    load_balancer_security_group_id = string
    egress = optional(map(object({
      security_group_id = string
      port              = number
    })), {})
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 2
    error_message = "Tasks must be spread over subnets in at least two availability zones; pass two or more subnet ids."
  }

  validation {
    condition     = alltrue([for rule in var.network.egress : rule.port >= 1 && rule.port <= 65535])
    error_message = "Every egress port must be 1 to 65535."
  }
}

variable "target_group_arn" {
  description = "ARN of the target group that tasks register with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:elasticloadbalancing:", var.target_group_arn))
    error_message = "The target group must be given by its ARN; pass the target_group_arn output of the alb block."
  }
}

variable "image" {
  description = "The container image: the ECR repository's URL and ARN, and the tag to run."
  type = object({
    repository_url = string
    repository_arn = string
    tag            = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image.tag))
    error_message = "The image tag must hold at most 128 letters, digits, underscores, dots or hyphens and not start with a dot or hyphen."
  }
}

variable "container" {
  description = "The container: its name, port, command (null runs the image's own), environment, and secrets as name to Secrets Manager or SSM parameter ARN."
  type = object({
    name        = optional(string, "api")
    port        = number
    command     = optional(list(string))
    environment = optional(map(string), {})
    secrets     = optional(map(string), {})
  })
  nullable = false

  validation {
    condition     = var.container.port >= 1 && var.container.port <= 65535 && floor(var.container.port) == var.container.port
    error_message = "The container port must be a whole number from 1 to 65535."
  }

  validation {
    condition     = length(setintersection(keys(var.container.environment), keys(var.container.secrets))) == 0
    error_message = "A name may be in the environment or among the secrets, not in both; remove it from one."
  }

  # A task whose secret its role may not read never starts, and says so only in the events of the service.
  validation {
    condition = alltrue([
      for arn in values(var.container.secrets) :
      anytrue([for allowed in concat(var.readable.secrets, var.readable.parameters) : startswith(arn, allowed)])
    ])
    error_message = "Each secret of the container must be among the ARNs in readable, or ECS may not hand it over."
  }
}

variable "task_size" {
  description = "Size of each task: CPU units (1024 is one vCPU), memory in MiB and processor architecture."
  type = object({
    cpu          = number
    memory       = number
    architecture = optional(string, "ARM64")
  })
  nullable = false

  validation {
    condition = contains(lookup({
      "256"   = [512, 1024, 2048]
      "512"   = range(1024, 4097, 1024)
      "1024"  = range(2048, 8193, 1024)
      "2048"  = range(4096, 16385, 1024)
      "4096"  = range(8192, 30721, 1024)
      "8192"  = range(16384, 61441, 4096)
      "16384" = range(32768, 122881, 8192)
    }, tostring(var.task_size.cpu), []), var.task_size.memory)
    error_message = "Fargate does not offer this pair of CPU and memory. Use for example 256/512, 512/1024, 1024/2048 or 2048/4096; memory is between 2 and 8 times the CPU units."
  }

  validation {
    condition     = contains(["ARM64", "X86_64"], var.task_size.architecture)
    error_message = "The architecture must be ARM64 or X86_64."
  }
}

variable "migration" {
  description = "A one-off task definition beside the service, run by hand before a deployment: family name and command. Null makes none."
  type = object({
    name    = string
    command = list(string)
  })
  default = null

  validation {
    condition     = try(length(var.migration.command) > 0, true)
    error_message = "The migration needs a command; use null for no migration task."
  }
}

variable "permissions" {
  description = "What tasks may do in AWS, by statement id (letters and digits)."
  type = map(object({
    actions   = list(string)
    resources = list(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue(flatten([for statement in var.permissions : [for action in statement.actions : !strcontains(action, "*")]]))
    error_message = "Task permissions must name each action in full; wildcards grant more than was meant."
  }

  validation {
    condition     = alltrue([for sid in keys(var.permissions) : can(regex("^[A-Za-z0-9]+$", sid))])
    error_message = "Statement ids may hold letters and digits only."
  }
}

variable "readable" {
  description = "ARNs of the secrets and SSM parameters that ECS hands to the container when it starts."
  type = object({
    secrets    = optional(list(string), [])
    parameters = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for arn in concat(var.readable.secrets, var.readable.parameters) : startswith(arn, "arn:")])
    error_message = "Secrets and parameters must be given by their ARNs."
  }
}
