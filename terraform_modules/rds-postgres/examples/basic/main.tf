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

# One instance whose password RDS keeps, guarded against deletion.
module "database" {
  source = "../.."

  name                      = "shop-dev-postgres"
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.private_subnet_ids
  client_security_group_ids = { app = aws_security_group.app.id }
  instance_class            = "db.t4g.micro"
  database_name             = "shop"
  username                  = "shop"
}
