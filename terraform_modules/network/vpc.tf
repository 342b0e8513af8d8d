data "aws_region" "current" {}

data "aws_availability_zones" "available" {
  state = "available"

  # Local Zones and Wavelength Zones have to be opted in to and hold no NAT gateway.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  zones = slice(
    data.aws_availability_zones.available.names,
    0,
    min(var.zone_count, length(data.aws_availability_zones.available.names)),
  )
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }

  lifecycle {
    precondition {
      condition     = length(data.aws_availability_zones.available.names) >= var.zone_count
      error_message = "This region has fewer availability zones than zone_count asks for; lower zone_count or choose another region."
    }
  }
}

# AWS gives every VPC a default group that lets its members talk to one another. Taking it over
# without rules makes sure that nothing works by accident of being in it.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-default-closed" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}
