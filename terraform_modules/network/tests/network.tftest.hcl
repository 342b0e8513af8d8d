mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
  }

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }
}

variables {
  name = "replaydash-dev"
  cidr = "10.0.0.0/16"
}

run "two_zones_with_one_nat_gateway_by_default" {
  command = plan

  assert {
    condition     = aws_subnet.private[*].cidr_block == ["10.0.0.0/20", "10.0.16.0/20"]
    error_message = "Private subnets must take the first parts of the range."
  }

  assert {
    condition     = aws_subnet.public[*].cidr_block == ["10.0.128.0/20", "10.0.144.0/20"]
    error_message = "Public subnets must take the second half of the range."
  }

  assert {
    condition     = aws_subnet.private[*].availability_zone == ["us-east-1a", "us-east-1b"]
    error_message = "Each zone must get a private subnet."
  }

  assert {
    condition     = !anytrue(aws_subnet.public[*].map_public_ip_on_launch)
    error_message = "Nothing may get a public address unasked."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.private_internet) == 2
    error_message = "One NAT gateway must serve the private subnets of both zones."
  }

  assert {
    condition     = toset(keys(aws_vpc_endpoint.gateway)) == toset(["s3", "dynamodb"]) && length(aws_vpc_endpoint.interface) == 0
    error_message = "The free gateway endpoints must be there, the billed ones only when they are asked for."
  }

  assert {
    condition     = length(aws_security_group.endpoints) == 0
    error_message = "Without interface endpoints there is nothing for their security group to guard."
  }
}

run "a_nat_gateway_for_each_zone" {
  command = plan

  variables {
    zone_count   = 3
    nat_gateways = "per_zone"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_eip.nat) == 3
    error_message = "Each zone must have its own NAT gateway and address."
  }
}

run "no_nat_gateway_means_no_way_out" {
  command = plan

  variables {
    nat_gateways = "none"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_eip.nat) == 0 && length(aws_route.private_internet) == 0
    error_message = "Neither NAT gateways nor routes to them may be left."
  }
}

run "interface_endpoints_listen_to_the_vpc_only" {
  command = plan

  variables {
    interface_endpoints = ["ecr.api", "logs"]
    gateway_endpoints   = ["s3"]
  }

  assert {
    condition     = aws_vpc_endpoint.interface["ecr.api"].service_name == "com.amazonaws.us-east-1.ecr.api" && aws_vpc_endpoint.interface["ecr.api"].private_dns_enabled
    error_message = "The endpoint must answer under the service's own name."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints_https[0].cidr_ipv4 == "10.0.0.0/16" && aws_vpc_security_group_ingress_rule.endpoints_https[0].from_port == 443
    error_message = "Endpoints must be reached from inside the VPC over HTTPS only."
  }

  assert {
    condition     = toset(keys(aws_vpc_endpoint.gateway)) == toset(["s3"])
    error_message = "Only the gateway endpoints that are asked for may be made."
  }
}

run "refuses_more_zones_than_the_region_has" {
  command = plan

  variables {
    zone_count = 4
  }

  expect_failures = [aws_vpc.this]
}

run "refuses_one_zone_and_unknown_choices" {
  command = plan

  variables {
    name                = "Replay Dash"
    zone_count          = 1
    nat_gateways        = "many"
    gateway_endpoints   = ["sqs"]
    interface_endpoints = ["com amazonaws"]
  }

  expect_failures = [var.name, var.zone_count, var.nat_gateways, var.gateway_endpoints, var.interface_endpoints]
}

run "refuses_host_bits" {
  command = plan

  variables {
    cidr = "10.0.0.1/16"
  }

  expect_failures = [var.cidr]
}

run "refuses_a_range_too_small_for_its_subnets" {
  command = plan

  variables {
    cidr = "10.0.0.0/25"
  }

  expect_failures = [var.cidr]
}

run "refuses_a_range_larger_than_a_vpc" {
  command = plan

  variables {
    cidr = "10.0.0.0/8"
  }

  expect_failures = [var.cidr]
}

run "refuses_a_public_range" {
  command = plan

  variables {
    cidr = "8.8.0.0/16"
  }

  expect_failures = [var.cidr]
}
