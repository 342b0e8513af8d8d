provider "aws" {
  region = "us-east-1"
}

# A second environment in an account that has an IPAM already: AWS allows one for each region.
module "ipam" {
  source = "../.."

  name                  = "shop-qa"
  cidr                  = "10.68.0.0/15"
  region_netmask_length = 16
  vpc_netmask_length    = 20
  scope_id              = "ipam-scope-0123456789abcdef0"

  names = {
    ipam             = "shop-qa"
    environment_pool = "shop-qa-environment"
    region_pool      = "shop-qa-us-east-1"
  }
}

# A VPC takes its range out of the region's pool.
module "network" {
  source = "../../../network"

  name = "shop-qa"
  ipam = { pool_id = module.ipam.pool_id, netmask_length = 20 }
}
