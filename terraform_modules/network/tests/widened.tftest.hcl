mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1e"] }
  }

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }

  mock_resource "aws_vpc" {
    override_during = plan
    defaults        = { cidr_block = "10.64.0.0/16" }
  }
}

variables {
  name = "mtk-dev"
}

run "a_pool_hands_out_the_range" {
  command = plan

  variables {
    ipam                = { pool_id = "ipam-pool-0123456789abcdef0" }
    interface_endpoints = ["logs"]
  }

  assert {
    condition     = aws_vpc.this.ipv4_ipam_pool_id == "ipam-pool-0123456789abcdef0" && aws_vpc.this.ipv4_netmask_length == 16
    error_message = "The VPC must take its range out of the pool."
  }

  assert {
    condition     = aws_subnet.private[*].cidr_block == ["10.64.0.0/20", "10.64.16.0/20"] && aws_vpc_security_group_ingress_rule.endpoints_https[0].cidr_ipv4 == "10.64.0.0/16"
    error_message = "Subnets and endpoints must follow the range that the pool gave."
  }

  assert {
    condition     = length(aws_subnet.database) == 0 && length(aws_route_table.database) == 0
    error_message = "Database subnets must be asked for."
  }
}

run "databases_stand_in_subnets_of_their_own" {
  command = plan

  variables {
    cidr             = "10.0.0.0/16"
    zones            = ["us-east-1b", "us-east-1d"]
    database_subnets = true
  }

  assert {
    condition     = aws_subnet.database[*].cidr_block == ["10.0.64.0/20", "10.0.80.0/20"] && aws_subnet.database[*].availability_zone == ["us-east-1b", "us-east-1d"]
    error_message = "Each named zone must get a database subnet between the private and the public ones."
  }

  assert {
    condition     = length(aws_route.private_internet) == 2 && length(aws_route_table.database) == 1
    error_message = "Database subnets must have a table of their own, without a route to the NAT gateway."
  }
}

run "names_follow_a_format" {
  command = plan

  variables {
    cidr                = "10.0.0.0/16"
    database_subnets    = true
    name_format         = "prod_us-east-1_{zone}_{type}"
    interface_endpoints = ["ecr.api"]
  }

  assert {
    condition     = aws_vpc.this.tags.Name == "prod_us-east-1_us-east-1a_vpc" && aws_nat_gateway.this[0].tags.Name == "prod_us-east-1_us-east-1a_nat_gateway"
    error_message = "What spans zones must carry the first of them."
  }

  assert {
    condition     = aws_subnet.database[1].tags.Name == "prod_us-east-1_us-east-1b_database_subnet"
    error_message = "What stands in a zone must carry its name."
  }

  assert {
    condition     = aws_vpc_endpoint.interface["ecr.api"].tags.Name == "prod_us-east-1_us-east-1a_ecr_api_endpoint" && aws_vpc_endpoint.gateway["s3"].tags.Name == "prod_us-east-1_us-east-1a_s3_endpoint"
    error_message = "Endpoints must be named by their service."
  }
}

run "refuses_a_range_and_a_pool" {
  command = plan

  variables {
    cidr        = "10.0.0.0/16"
    ipam        = { pool_id = "ipam-pool-0123456789abcdef0" }
    name_format = "prod_{type}"
    zones       = ["us-east-1a", "us-east-1a"]
  }

  expect_failures = [var.cidr, var.name_format, var.zones]
}

run "refuses_a_range_out_of_the_pool_that_no_vpc_may_have" {
  command = plan

  variables {
    ipam = { pool_id = "ipam-pool-0123456789abcdef0", netmask_length = 8 }
  }

  expect_failures = [var.ipam]
}

run "refuses_neither_a_range_nor_a_pool" {
  command = plan

  expect_failures = [var.cidr]
}

run "refuses_zones_of_another_region" {
  command = plan

  variables {
    cidr  = "10.0.0.0/16"
    zones = ["eu-west-1a", "eu-west-1b"]
  }

  expect_failures = [aws_vpc.this]
}

run "refuses_database_subnets_that_do_not_fit" {
  command = plan

  variables {
    cidr             = "10.0.0.0/16"
    zone_count       = 5
    database_subnets = true
  }

  expect_failures = [var.database_subnets]
}
