data "aws_region" "current" {}

data "aws_availability_zones" "available" {
  #checkov:skip=CKV_AWS_394:Only the first zone_count of them are used, and the variable zones pins them by name.

  state = "available"

  # Local Zones and Wavelength Zones have to be opted in to and hold no NAT gateway.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  zones = var.zones != null ? var.zones : slice(
    data.aws_availability_zones.available.names,
    0,
    min(var.zone_count, length(data.aws_availability_zones.available.names)),
  )

  # Out of an IPAM pool the range is known only when the VPC stands.
  cidr = var.cidr != null ? var.cidr : aws_vpc.this.cidr_block
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:Flow logs are billed by the GB and asked for by no document; an investigation turns them on for the VPC in the outputs.

  cidr_block           = var.cidr
  ipv4_ipam_pool_id    = try(var.ipam.pool_id, null)
  ipv4_netmask_length  = try(var.ipam.netmask_length, null)
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = local.names.vpc }

  lifecycle {
    precondition {
      condition     = length(data.aws_availability_zones.available.names) >= length(coalesce(var.zones, range(var.zone_count)))
      error_message = "This region has fewer availability zones than zone_count asks for; lower zone_count or choose another region."
    }

    precondition {
      condition     = length(setsubtract(coalesce(var.zones, []), data.aws_availability_zones.available.names)) == 0
      error_message = "Not every zone named in zones is an availability zone of this region; name zones of the region that the provider uses."
    }
  }
}

# AWS gives every VPC a default group that lets its members talk to one another. Taking it over
# without rules makes sure that nothing works by accident of being in it.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = local.names.default_security_group }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = local.names.internet_gateway }
}
