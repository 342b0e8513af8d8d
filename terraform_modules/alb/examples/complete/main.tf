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

data "aws_caller_identity" "current" {}

module "access_logs" {
  source = "../../../s3-bucket"

  name            = "shop-dev-alb-logs"
  versioning      = false
  expiration_days = 90

  policy_statements = {
    LoadBalancerLogs = {
      services  = ["logdelivery.elasticloadbalancing.amazonaws.com"]
      actions   = ["s3:PutObject"]
      resources = ["BUCKET_ARN/public/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]
    }
  }
}

# Instances instead of tasks, TLS 1.3 only, a slow application, each request logged, the office only.
module "alb" {
  source = "../.."

  name            = "shop-dev"
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.public_subnet_ids
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  ssl_policy      = "ELBSecurityPolicy-TLS13-1-3-2021-06"
  ingress_cidrs   = ["203.0.113.0/24"]
  idle_timeout    = 300

  targets = {
    port                 = 8080
    type                 = "instance"
    security_group_id    = aws_security_group.app.id
    deregistration_delay = 300
  }

  health_check = {
    path                = "/status"
    matcher             = "200"
    interval            = 60
    timeout             = 30
    healthy_threshold   = 3
    unhealthy_threshold = 5
  }

  access_logs         = { bucket = module.access_logs.log_target, prefix = "public" }
  deletion_protection = false
}
