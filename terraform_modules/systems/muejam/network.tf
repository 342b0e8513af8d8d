module "networking" {
  source = "../../network"

  name                 = local.name
  cidr                 = var.vpc_cidr
  zones                = var.availability_zones
  public_subnet_cidrs  = var.public_subnet_cidrs
  private_subnet_cidrs = var.private_subnet_cidrs
  nat_gateways         = var.nat_gateways
}

module "alb" {
  source = "../../alb"

  name                = "${local.name}-alb"
  vpc_id              = module.networking.vpc_id
  subnet_ids          = module.networking.public_subnet_ids
  https_enabled       = local.https_enabled
  certificate_arn     = var.certificate_arn != null ? var.certificate_arn : one(module.dns[*].certificate_arn)
  health_check        = { path = var.health_check_path }
  deletion_protection = local.deletion_protection
  access_logs         = var.alb_access_logs ? { bucket = module.access_logs[0].log_target } : null

  targets = {
    port              = var.app_port
    type              = "instance"
    security_group_id = module.asg.security_group_id
  }
}

module "dns" {
  source = "../../dns-certificate"
  count  = var.domain_name == null ? 0 : 1

  domain_name         = var.domain_name
  alternative_names   = var.alternative_domain_names
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
