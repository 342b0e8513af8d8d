provider "aws" {
  region = "us-east-1"
}

module "network" {
  source = "../../../network"

  name         = "shop-dev"
  cidr         = "10.0.0.0/16"
  nat_gateways = "none"
}

# Whoever may connect is in a security group of its own.
resource "aws_security_group" "app" {
  #checkov:skip=CKV2_AWS_5:The application is put into it where it is made.

  name        = "shop-dev-app"
  description = "Application of shop-dev"
  vpc_id      = module.network.vpc_id
}

variable "auth_token" {
  description = "Token that clients present; give it as TF_VAR_auth_token."
  type        = string
  default     = null
  sensitive   = true
}

# A primary and two replicas over zones, a token, snapshots for a week.
module "cache" {
  source = "../.."

  name                      = "shop-production"
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.private_subnet_ids
  client_security_group_ids = { app = aws_security_group.app.id }
  engine_version            = "7.1"
  node_type                 = "cache.r7g.large"
  node_count                = 3
  multi_az                  = true
  automatic_failover        = true
  auth_token                = var.auth_token
  parameters                = { timeout = "300" }
  snapshot_retention_days   = 7
  apply_immediately         = true
}
