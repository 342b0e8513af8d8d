# Pools of private ranges belong to the advanced tier; the free one manages public addresses only.
resource "aws_vpc_ipam" "this" {
  count = var.scope_id == null ? 1 : 0

  description = "Address space of ${var.name}"
  tier        = "advanced"

  # Deleting the IPAM takes its default scopes along, which nobody made.
  cascade = true

  operating_regions {
    region_name = data.aws_region.current.name
  }

  tags = { Name = var.names.ipam }
}

data "aws_region" "current" {}

locals {
  scope_id = var.scope_id != null ? var.scope_id : aws_vpc_ipam.this[0].private_default_scope_id
}
