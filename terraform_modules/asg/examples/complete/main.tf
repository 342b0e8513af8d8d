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

module "media" {
  source = "../../../s3-bucket"

  name = "shop-dev-media"
}

module "cache" {
  source = "../../../redis"

  name                      = "shop-dev"
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.private_subnet_ids
  client_security_group_ids = { app = module.asg.security_group_id }
  node_type                 = "cache.t4g.micro"
}

# An image of one's own with a script, a larger volume, the cache within reach, and permissions on a bucket.
module "asg" {
  source = "../.."

  name             = "shop-dev"
  image_id         = "ami-0123456789abcdef0"
  instance_type    = "t3.large"
  key_name         = "shop-dev"
  size             = { min = 2, max = 10, desired = 4 }
  target_group_arn = module.alb.target_group_arn
  topic_arn        = module.monitoring.topic_arn

  network = {
    vpc_id                          = module.network.vpc_id
    subnet_ids                      = module.network.private_subnet_ids
    load_balancer_security_group_id = module.alb.security_group_id
    port                            = 8000
    egress                          = { redis = { security_group_id = module.cache.security_group_id, port = module.cache.port } }
  }

  user_data = <<-SCRIPT
    #!/bin/bash
    systemctl start shop
  SCRIPT

  root_volume                 = { device_name = "/dev/sda1", size_gib = 50 }
  cpu                         = { high_percent = 80, low_percent = 20, instances = 2 }
  health_check                = { type = "EC2", grace_seconds = 600 }
  warmup_seconds              = 120
  refresh_min_healthy_percent = 90
  detailed_monitoring         = true
  session_manager             = true

  permissions = {
    UseMedia = {
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = ["${module.media.arn}/*"]
    }
  }
}
