module "ipam" {
  source = "../../ipam"

  name                  = "${local.project}-${var.environment}"
  cidr                  = var.ipam_cidr
  region_netmask_length = var.ipam_region_netmask_length
  vpc_netmask_length    = var.vpc_netmask_length
  scope_id              = var.ipam_scope_id

  names = {
    ipam             = "${local.prefix}_ipam"
    environment_pool = "${local.prefix}_ipam_environment_pool"
    region_pool      = "${local.prefix}_ipam_region_pool"
  }
}

module "network" {
  source = "../../network"

  name                = "${local.project}-${var.environment}"
  name_format         = local.name_format
  zones               = var.availability_zones
  database_subnets    = true
  nat_gateways        = var.nat_gateways
  interface_endpoints = var.interface_endpoints

  ipam = {
    pool_id        = module.ipam.pool_id
    netmask_length = var.vpc_netmask_length
  }
}
