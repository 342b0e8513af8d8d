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

# Two zones, two read replicas of a smaller class, the operating system watched, storage that may grow.
module "database" {
  source = "../.."

  name                      = "shop-production-postgres"
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.private_subnet_ids
  client_security_group_ids = { app = aws_security_group.app.id }
  engine_version            = "16.4"
  instance_class            = "db.r6g.large"
  multi_az                  = true
  replicas                  = { count = 2, instance_class = "db.t4g.medium" }
  storage                   = { allocated_gib = 100, max_allocated_gib = 500 }
  database_name             = "shop"
  username                  = "shop"
  max_connections           = 500
  parameters                = { log_min_duration_statement = "250" }
  monitoring_interval       = 60
  backup_retention_days     = 30
  log_retention_days        = 90
}

# One to try things out with: changed at once, gone without a trace.
module "playground" {
  source = "../.."

  name                      = "shop-playground"
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.private_subnet_ids
  client_security_group_ids = { app = aws_security_group.app.id }
  instance_class            = "db.t4g.micro"
  database_name             = "shop"
  username                  = "shop"
  password_rotation_days    = 30
  deletion_protection       = false
  final_snapshot            = false
  apply_immediately         = true
}
