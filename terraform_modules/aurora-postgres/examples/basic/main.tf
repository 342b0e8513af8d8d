provider "aws" {
  region = "us-east-1"
}

module "network" {
  source = "../../../network"

  name         = "shop-dev"
  cidr         = "10.0.0.0/16"
  nat_gateways = "none"

  database_subnets = true
}

# A writer and a reader in two zones, which grow and shrink with what is asked of them.
module "database" {
  source = "../.."

  name          = "shop-dev"
  vpc_id        = module.network.vpc_id
  subnet_ids    = module.network.database_subnet_ids
  database_name = "shop"
  username      = "shop"

  instances = {
    shop-dev-1 = { zone = "us-east-1a", promotion_tier = 0 }
    shop-dev-2 = { zone = "us-east-1b" }
  }
}
