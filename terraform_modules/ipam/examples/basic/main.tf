provider "aws" {
  region = "us-east-1"
}

# The address space of one environment, and the part of it that this region hands to VPCs.
module "ipam" {
  source = "../.."

  name = "shop-dev"
  cidr = "10.64.0.0/14"

  names = {
    ipam             = "shop-dev"
    environment_pool = "shop-dev-environment"
    region_pool      = "shop-dev-us-east-1"
  }
}
