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

# A server with an address that stays; operators come in through Session Manager.
module "server" {
  source = "../.."

  name      = "shop-dev-web"
  vpc_id    = module.network.vpc_id
  subnet_id = module.network.public_subnet_ids[0]
  ami_id    = "ami-0123456789abcdef0"

  ingress_rules = {
    http  = { from_port = 80 }
    https = { from_port = 443 }
  }
}
