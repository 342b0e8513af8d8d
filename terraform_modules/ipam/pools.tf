# The environment's whole address space. It has no locale, so that further regions can have a part of it.
resource "aws_vpc_ipam_pool" "environment" {
  address_family = "ipv4"
  ipam_scope_id  = local.scope_id
  description    = "All ranges of ${var.name}"

  tags = { Name = var.names.environment_pool }
}

resource "aws_vpc_ipam_pool_cidr" "environment" {
  ipam_pool_id = aws_vpc_ipam_pool.environment.id
  cidr         = var.cidr
}

# VPCs take their ranges from a pool of their own region.
resource "aws_vpc_ipam_pool" "region" {
  address_family      = "ipv4"
  ipam_scope_id       = local.scope_id
  source_ipam_pool_id = aws_vpc_ipam_pool.environment.id
  locale              = data.aws_region.current.name
  description         = "Ranges of ${var.name} in ${data.aws_region.current.name}"

  allocation_default_netmask_length = var.vpc_netmask_length
  allocation_min_netmask_length     = 16
  allocation_max_netmask_length     = 24

  tags = { Name = var.names.region_pool }
}

resource "aws_vpc_ipam_pool_cidr" "region" {
  ipam_pool_id   = aws_vpc_ipam_pool.region.id
  netmask_length = var.region_netmask_length

  depends_on = [aws_vpc_ipam_pool_cidr.environment]
}
