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

# HTTPS in front of tasks that listen on port 3000; HTTP is redirected.
module "alb" {
  source = "../.."

  name            = "shop-dev"
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.public_subnet_ids
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"

  targets = {
    port              = 3000
    security_group_id = aws_security_group.app.id
  }
}
