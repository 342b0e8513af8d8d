provider "aws" {
  region = "us-east-1"
}

module "network" {
  source = "../../../network"

  name         = "shop-dev"
  cidr         = "10.0.0.0/16"
  nat_gateways = "single"
}

module "alb" {
  source = "../../../alb"

  name            = "shop-dev"
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.public_subnet_ids
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"

  targets = {
    port              = 8000
    type              = "instance"
    security_group_id = module.asg.security_group_id
  }
}

module "monitoring" {
  source = "../../../monitoring"

  name = "shop-dev"
}

# One to four instances of the latest Amazon Linux behind the load balancer.
module "asg" {
  source = "../.."

  name             = "shop-dev"
  image_id         = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
  instance_type    = "t3.small"
  size             = { min = 1, max = 4 }
  target_group_arn = module.alb.target_group_arn
  topic_arn        = module.monitoring.topic_arn

  network = {
    vpc_id                          = module.network.vpc_id
    subnet_ids                      = module.network.private_subnet_ids
    load_balancer_security_group_id = module.alb.security_group_id
    port                            = 8000
  }
}
