mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
  }

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }
}

variables {
  name                = "twitter-staging"
  cidr                = "10.0.0.0/16"
  zones               = ["us-east-1a"]
  public_subnet_cidrs = ["10.0.1.0/24"]
  nat_gateways        = "none"
}

run "one_public_subnet_and_nothing_private" {
  command = plan

  assert {
    condition     = aws_subnet.public[*].cidr_block == ["10.0.1.0/24"] && aws_subnet.public[*].availability_zone == ["us-east-1a"]
    error_message = "The subnet must have the range and the zone that it was given."
  }

  assert {
    condition     = length(aws_subnet.private) == 0 && length(aws_route_table.private) == 0 && length(aws_nat_gateway.this) == 0
    error_message = "Nothing private may be made."
  }

  assert {
    condition     = length(aws_network_acl.public) == 0 && output.public_acl_id == null
    error_message = "Unasked, the VPC's default ACL must apply."
  }
}

run "an_acl_guards_the_public_subnets" {
  command = plan

  variables {
    public_acl = {
      ingress = { https = { number = 100, from_port = 443, to_port = 443 } }
      egress  = { answers = { number = 100, from_port = 1024, to_port = 65535 }, dns = { number = 110, protocol = "udp", from_port = 53, to_port = 53, cidr = "10.0.0.0/16" } }
    }
  }

  assert {
    condition     = one([for rule in aws_network_acl.public[0].ingress : rule]).from_port == 443 && one([for rule in aws_network_acl.public[0].ingress : rule]).cidr_block == "0.0.0.0/0"
    error_message = "The ACL must let in what it was told to, and nothing else."
  }

  assert {
    condition     = toset([for rule in aws_network_acl.public[0].egress : "${rule.protocol} ${rule.rule_no} ${rule.cidr_block}"]) == toset(["tcp 100 0.0.0.0/0", "udp 110 10.0.0.0/16"])
    error_message = "The ACL must let out what it was told to, and nothing else."
  }
}

run "refuses_subnets_without_their_zones" {
  command = plan

  variables {
    zones = null
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "refuses_a_subnet_outside_of_the_vpc" {
  command = plan

  variables {
    public_subnet_cidrs = ["10.1.1.0/24"]
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "refuses_a_subnet_with_host_bits" {
  command = plan

  variables {
    public_subnet_cidrs = ["10.0.1.5/24"]
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "refuses_a_subnet_that_is_too_small" {
  command = plan

  variables {
    public_subnet_cidrs = ["10.0.1.0/29"]
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "refuses_subnets_that_overlap" {
  command = plan

  variables {
    zones               = ["us-east-1a", "us-east-1b"]
    public_subnet_cidrs = ["10.0.0.0/23", "10.0.1.0/24"]
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "takes_subnets_that_only_touch" {
  command = plan

  variables {
    zones               = ["us-east-1a", "us-east-1b"]
    public_subnet_cidrs = ["10.0.1.0/24", "10.0.2.0/23"]
  }

  assert {
    condition     = length(aws_subnet.public) == 2
    error_message = "Both subnets must be made."
  }
}

run "refuses_nat_gateways_without_private_subnets" {
  command = plan

  variables {
    nat_gateways = "single"
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "refuses_an_acl_with_one_number_twice" {
  command = plan

  variables {
    public_acl = {
      ingress = { http = { number = 100, from_port = 80, to_port = 80 }, https = { number = 100, from_port = 443, to_port = 443 } }
      egress  = {}
    }
  }

  expect_failures = [var.public_acl]
}

run "refuses_an_acl_that_makes_no_sense" {
  command = plan

  variables {
    public_acl = {
      ingress = { http = { number = 0, protocol = "http", from_port = 80, to_port = 20, cidr = "everyone" } }
      egress  = {}
    }
  }

  expect_failures = [var.public_acl]
}

run "private_subnets_at_given_ranges" {
  command = plan

  variables {
    cidr                 = "10.0.0.0/16"
    zones                = ["us-east-1a", "us-east-1b", "us-east-1c"]
    public_subnet_cidrs  = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]
    private_subnet_cidrs = ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"]
    nat_gateways         = "per_zone"
  }

  assert {
    condition     = aws_subnet.private[*].cidr_block == ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"] && aws_subnet.public[2].cidr_block == "10.0.3.0/24"
    error_message = "Each subnet must have the range that it was given."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_route.private_internet) == 3
    error_message = "Private subnets must have their way out."
  }
}

run "refuses_private_ranges_that_overlap_public_ones" {
  command = plan

  variables {
    cidr                 = "10.0.0.0/16"
    zones                = ["us-east-1a", "us-east-1b"]
    public_subnet_cidrs  = ["10.0.1.0/24", "10.0.2.0/24"]
    private_subnet_cidrs = ["10.0.2.128/25", "10.0.12.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "refuses_private_ranges_without_public_ones" {
  command = plan

  variables {
    cidr                 = "10.0.0.0/16"
    zones                = ["us-east-1a", "us-east-1b"]
    public_subnet_cidrs  = null
    private_subnet_cidrs = ["10.0.11.0/24", "10.0.12.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "refuses_a_private_range_outside_of_the_vpc" {
  command = plan

  variables {
    zones                = ["us-east-1a", "us-east-1b"]
    public_subnet_cidrs  = ["10.0.1.0/24", "10.0.2.0/24"]
    private_subnet_cidrs = ["10.0.11.0/24", "10.1.0.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "refuses_databases_beside_private_ranges_of_ones_own" {
  command = plan

  variables {
    zones                = ["us-east-1a", "us-east-1b"]
    public_subnet_cidrs  = ["10.0.1.0/24", "10.0.2.0/24"]
    private_subnet_cidrs = ["10.0.11.0/24", "10.0.12.0/24"]
    database_subnets     = true
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "refuses_a_single_zone_with_private_subnets" {
  command = plan

  variables {
    zones               = ["us-east-1a"]
    public_subnet_cidrs = null
  }

  expect_failures = [var.public_subnet_cidrs]
}
