mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }

  mock_resource "aws_vpc_ipam" {
    override_during = plan
    defaults        = { private_default_scope_id = "ipam-scope-00000000000000001" }
  }

  mock_resource "aws_vpc_ipam_pool" {
    override_during = plan
    defaults        = { id = "ipam-pool-00000000000000001" }
  }
}

variables {
  name = "mtk-prod"
  cidr = "10.32.0.0/14"
  names = {
    ipam             = "prod_us-east-1_us-east-1a_ipam"
    environment_pool = "prod_us-east-1_us-east-1a_ipam_environment_pool"
    region_pool      = "prod_us-east-1_us-east-1a_ipam_region_pool"
  }
}

run "an_ipam_with_a_pool_for_the_region" {
  command = plan

  assert {
    condition     = aws_vpc_ipam.this[0].tier == "advanced" && [for region in aws_vpc_ipam.this[0].operating_regions : region.region_name] == ["us-east-1"]
    error_message = "Private pools need the advanced tier, in the region of the provider."
  }

  assert {
    condition     = aws_vpc_ipam_pool.environment.ipam_scope_id == "ipam-scope-00000000000000001" && aws_vpc_ipam_pool_cidr.environment.cidr == "10.32.0.0/14"
    error_message = "The private scope must hold the environment's address space."
  }

  assert {
    condition     = aws_vpc_ipam_pool.region.locale == "us-east-1" && aws_vpc_ipam_pool_cidr.region.netmask_length == 15 && aws_vpc_ipam_pool.region.allocation_default_netmask_length == 16
    error_message = "The region must have its part, out of which VPCs take a /16 each."
  }

  assert {
    condition     = aws_vpc_ipam.this[0].tags.Name == "prod_us-east-1_us-east-1a_ipam" && output.pool_id == "ipam-pool-00000000000000001"
    error_message = "Names must be the given ones, and the region's pool the one that VPCs use."
  }
}

run "pools_can_stand_in_the_scope_of_another_ipam" {
  command = plan

  variables {
    scope_id = "ipam-scope-0123456789abcdef0"
  }

  assert {
    condition     = length(aws_vpc_ipam.this) == 0 && output.ipam_id == null && aws_vpc_ipam_pool.environment.ipam_scope_id == "ipam-scope-0123456789abcdef0"
    error_message = "No second IPAM may be made, and the pools must be in the given scope."
  }
}

run "refuses_malformed_values" {
  command = plan

  variables {
    name     = "a name"
    cidr     = "10.32.0.1/14"
    scope_id = "scope"
    names    = { ipam = "", environment_pool = "a", region_pool = "b" }
  }

  expect_failures = [var.name, var.cidr, var.scope_id, var.names]
}

run "refuses_a_public_address_space" {
  command = plan

  variables {
    cidr = "8.0.0.0/14"
  }

  expect_failures = [var.cidr]
}

run "refuses_a_region_that_does_not_fit" {
  command = plan

  variables {
    region_netmask_length = 12
  }

  expect_failures = [var.region_netmask_length]
}

run "refuses_a_vpc_larger_than_its_region" {
  command = plan

  variables {
    region_netmask_length = 18
  }

  expect_failures = [var.vpc_netmask_length]
}

run "refuses_a_vpc_that_aws_refuses" {
  command = plan

  variables {
    vpc_netmask_length = 28
  }

  expect_failures = [var.vpc_netmask_length]
}
