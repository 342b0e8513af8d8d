module "network" {
  source = "../../network"

  name                = local.name
  cidr                = var.vpc_cidr
  zone_count          = var.availability_zone_count
  nat_gateways        = var.nat_gateways
  interface_endpoints = var.interface_endpoints
}

module "alb" {
  source = "../../alb"

  name                = local.name
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.public_subnet_ids
  https_enabled       = local.https_enabled
  certificate_arn     = var.certificate_arn != null ? var.certificate_arn : one(module.dns[*].certificate_arn)
  health_check        = { path = var.health_check_path }
  deletion_protection = local.deletion_protection
  access_logs         = var.alb_access_logs ? { bucket = module.access_logs[0].log_target } : null

  targets = {
    port              = var.container_port
    security_group_id = module.api.security_group_id
  }
}

module "dns" {
  source = "../../dns-certificate"
  count  = var.domain_name == null ? 0 : 1

  domain_name         = local.api_domain
  certificate_enabled = var.certificate_arn == null
  force_destroy       = !local.production

  zone = {
    id          = var.hosted_zone_id
    create_name = var.create_hosted_zone ? var.domain_name : null
  }

  alias = {
    dns_name = module.alb.dns_name
    zone_id  = module.alb.zone_id
  }
}
