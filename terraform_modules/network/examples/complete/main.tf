provider "aws" {
  region = "us-east-1"
}

# Three named zones with a NAT gateway each, subnets for databases, ECR and logs without the Internet.
module "network" {
  source = "../.."

  name                = "shop-production"
  name_format         = "production_us-east-1_{zone}_{type}"
  cidr                = "10.1.0.0/16"
  zones               = ["us-east-1a", "us-east-1b", "us-east-1c"]
  nat_gateways        = "per_zone"
  database_subnets    = true
  interface_endpoints = ["ecr.api", "ecr.dkr", "logs"]
}

# A network of one public subnet at a given range, behind a network ACL that lets web traffic pass.
module "public_network" {
  source = "../.."

  name                = "shop-web"
  cidr                = "10.2.0.0/16"
  zones               = ["us-east-1a"]
  public_subnet_cidrs = ["10.2.1.0/24"]
  nat_gateways        = "none"

  public_acl = {
    ingress = {
      http      = { number = 100, from_port = 80, to_port = 80 }
      https     = { number = 110, from_port = 443, to_port = 443 }
      ephemeral = { number = 120, from_port = 1024, to_port = 65535 }
    }
    egress = {
      http      = { number = 100, from_port = 80, to_port = 80 }
      https     = { number = 110, from_port = 443, to_port = 443 }
      ephemeral = { number = 120, from_port = 1024, to_port = 65535 }
    }
  }
}
