provider "aws" {
  region = "us-east-1"
}

module "network" {
  source = "../../../network"

  name                = "shop-dev"
  cidr                = "10.0.0.0/16"
  zones               = ["us-east-1a"]
  public_subnet_cidrs = ["10.0.1.0/24"]
  nat_gateways        = "none"
}

module "orders" {
  source = "../../../dynamodb-table"

  name     = "shop-dev-orders"
  hash_key = "orderId"
}

# Containers on the server, its own key for the volume, SSH from the office, no more than it needs outwards.
module "server" {
  source = "../.."

  name          = "shop-dev-web"
  vpc_id        = module.network.vpc_id
  subnet_id     = module.network.public_subnet_ids[0]
  ami_id        = "ami-0123456789abcdef0"
  instance_type = "t3.large"
  cpu_credits   = "unlimited"
  key_name      = "shop-dev"
  metadata_hops = 2

  user_data = <<-SCRIPT
    #!/bin/bash
    systemctl start docker
  SCRIPT

  root_volume = {
    size_gib    = 50
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  ingress_rules = {
    https = { from_port = 443 }
    ssh   = { from_port = 22, cidrs = ["203.0.113.0/24"] }
  }

  egress_rules = {
    https = { from_port = 443 }
  }

  permissions = {
    SendMail = {
      actions   = ["ses:SendTemplatedEmail"]
      resources = ["arn:aws:ses:us-east-1:123456789012:identity/shop.example.com"]
    }
  }

  policy_arns            = { orders = module.orders.access_policy_arn }
  session_manager        = false
  detailed_monitoring    = true
  termination_protection = true
}
