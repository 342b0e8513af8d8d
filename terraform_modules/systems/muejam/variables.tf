# --- Environment ---

variable "environment" {
  description = "Environment to build; every name begins with it, and production is guarded more strictly."
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
  description = "Private IPv4 range of the VPC."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(regex("^(10|172|192)\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}/(1[6-9]|2[0-4])$", var.vpc_cidr))
    error_message = "The VPC range must be a private IPv4 range from /16 to /24, such as 10.0.0.0/16."
  }
}

variable "availability_zones" {
  description = "Availability zones to spread over, each with a public and a private subnet."
  type        = list(string)
  default     = ["us-east-1a", "us-east-1b", "us-east-1c"]
  nullable    = false

  validation {
    condition     = length(var.availability_zones) >= 2 && length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "Name at least two different zones: load balancer and database stand in two or more."
  }

  validation {
    condition     = alltrue([for zone in var.availability_zones : startswith(zone, var.aws_region)])
    error_message = "The zones must be those of aws_region, such as us-east-1a in us-east-1."
  }
}

variable "public_subnet_cidrs" {
  description = "Ranges of the public subnets, one a zone and in the zones' order."
  type        = list(string)
  default     = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]
  nullable    = false

  validation {
    condition     = length(var.public_subnet_cidrs) == length(var.availability_zones)
    error_message = "There must be as many public subnets as availability_zones."
  }

  validation {
    condition     = alltrue([for cidr in var.public_subnet_cidrs : can(cidrnetmask(cidr))])
    error_message = "Each public subnet must be an IPv4 range with its prefix, such as 10.0.1.0/24."
  }
}

variable "private_subnet_cidrs" {
  description = "Ranges of the private subnets, one a zone and in the zones' order."
  type        = list(string)
  default     = ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"]
  nullable    = false

  validation {
    condition     = length(var.private_subnet_cidrs) == length(var.availability_zones)
    error_message = "There must be as many private subnets as availability_zones."
  }

  validation {
    condition     = alltrue([for cidr in var.private_subnet_cidrs : can(cidrnetmask(cidr))])
    error_message = "Each private subnet must be an IPv4 range with its prefix, such as 10.0.11.0/24."
  }
}

variable "nat_gateways" {
  description = "How instances reach the Internet: per_zone (survives the loss of a zone) or single (one NAT gateway, cheaper)."
  type        = string
  default     = "per_zone"
  nullable    = false

  validation {
    condition     = contains(["single", "per_zone"], var.nat_gateways)
    error_message = "NAT gateways must be single or per_zone."
  }
}

# --- Domain and HTTPS ---

variable "certificate_arn" {
  description = "ARN of an issued ACM certificate; null has one made for domain_name."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$", var.certificate_arn))
    error_message = "The certificate must be given by its ACM ARN, such as arn:aws:acm:us-east-1:123456789012:certificate/..., or be null."
  }
}

variable "domain_name" {
  description = "Domain of the environment, such as muejam.com; null leaves DNS and certificate to others."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain_name))
    error_message = "The domain must be a lower-case DNS name without a trailing dot, such as muejam.com, or null."
  }

  validation {
    condition     = var.environment != "production" || var.domain_name != null || var.certificate_arn != null
    error_message = "Production is served over HTTPS only: set domain_name, or certificate_arn for a certificate that already exists."
  }
}

variable "alternative_domain_names" {
  description = "Further names of the domain that the certificate and the alias hold for, such as www.muejam.com."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.alternative_domain_names) == 0 || var.domain_name != null
    error_message = "Alternative names need a domain: set domain_name, or leave alternative_domain_names empty."
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

variable "health_check_path" {
  description = "Path that answers with 200 while the application works."
  type        = string
  default     = "/health"
  nullable    = false

  validation {
    condition     = can(regex("^/[!-~]*$", var.health_check_path))
    error_message = "The health check path must start with a slash and hold no spaces, such as /health."
  }
}

variable "alb_access_logs" {
  description = "Whether the load balancer logs each request to a bucket, kept for 90 days."
  type        = bool
  default     = true
  nullable    = false
}
