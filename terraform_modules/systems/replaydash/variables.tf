# --- Environment ---

variable "environment" {
  description = "Environment to build; it is part of every name, and production is guarded more strictly."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "production"], var.environment)
    error_message = "The environment must be dev, staging or production."
  }
}

variable "aws_region" {
  description = "AWS region that everything is built in."
  type        = string
  default     = "us-east-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.aws_region))
    error_message = "The region must be an AWS region code such as us-east-1."
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

# --- Network ---

variable "vpc_cidr" {
  description = "Private IPv4 range of the VPC, divided evenly among its subnets."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(regex("^(10|172|192)\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}/(1[6-9]|2[0-4])$", var.vpc_cidr))
    error_message = "The VPC range must be a private IPv4 range from /16 to /24, such as 10.0.0.0/16."
  }
}

variable "availability_zone_count" {
  description = "Number of availability zones to spread over."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = contains([2, 3, 4], var.availability_zone_count)
    error_message = "The number of zones must be 2, 3 or 4: load balancer and database need at least two."
  }
}

variable "nat_gateways" {
  description = "How tasks reach the Internet: single (one NAT gateway, cheaper) or per_zone (survives the loss of a zone)."
  type        = string
  default     = "single"
  nullable    = false

  validation {
    condition     = contains(["single", "per_zone"], var.nat_gateways)
    error_message = "NAT gateways must be single or per_zone."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached inside the VPC instead of through the NAT gateway; each is billed by the hour and zone."
  type        = set(string)
  default     = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.interface_endpoints, ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "monitoring"])) == 0
    error_message = "Interface endpoints must be among ecr.api, ecr.dkr, logs, secretsmanager, ssm, ssmmessages and monitoring."
  }
}

# --- Domain and HTTPS ---

variable "domain_name" {
  description = "Domain of the environment, such as replaydash.com; null serves under the load balancer's own name."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain_name))
    error_message = "The domain must be a lower-case DNS name without a trailing dot, such as replaydash.com, or null."
  }

  validation {
    condition     = var.environment != "production" || var.domain_name != null || var.certificate_arn != null
    error_message = "Production is served over HTTPS only: set domain_name, or certificate_arn for a certificate that already exists."
  }
}

variable "api_subdomain" {
  description = "Label before the domain that the API answers at."
  type        = string
  default     = "api"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.api_subdomain))
    error_message = "The API's label must hold 1 to 63 lower-case letters, digits or inner hyphens, such as api."
  }
}

variable "create_hosted_zone" {
  description = "Whether to create a Route 53 zone for the domain. Enter its name servers at the registrar while the apply waits for the certificate."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.create_hosted_zone || var.domain_name != null
    error_message = "A hosted zone needs a domain: set domain_name, or turn create_hosted_zone off."
  }
}

variable "hosted_zone_id" {
  description = "Id of an existing Route 53 zone of the domain; null when the zone is created here or DNS lives elsewhere."
  type        = string
  default     = null

  validation {
    condition     = var.hosted_zone_id == null || can(regex("^Z[A-Z0-9]{1,31}$", var.hosted_zone_id))
    error_message = "A hosted zone id must be a capital Z followed by capital letters and digits, or null."
  }

  validation {
    condition     = var.hosted_zone_id == null || !var.create_hosted_zone
    error_message = "Use an existing zone or create one, not both: set hosted_zone_id to null or turn create_hosted_zone off."
  }
}

variable "certificate_arn" {
  description = "ARN of an issued ACM certificate to use instead of requesting one."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$", var.certificate_arn))
    error_message = "The certificate must be given by its ACM ARN, such as arn:aws:acm:us-east-1:123456789012:certificate/..., or be null."
  }
}

variable "alb_access_logs" {
  description = "Whether the load balancer logs each request to a bucket, kept for 90 days."
  type        = bool
  default     = true
  nullable    = false
}
