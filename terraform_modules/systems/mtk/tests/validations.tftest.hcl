mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  environment        = "dev"
  availability_zones = ["us-east-1a", "us-east-1b"]
  ipam_cidr          = "10.64.0.0/15"
}

run "refuses_malformed_values" {
  command = plan

  variables {
    tags                             = { "aws:owner" = "me" }
    ipam_cidr                        = "8.0.0.1/15"
    ipam_scope_id                    = "scope"
    nat_gateways                     = "many"
    interface_endpoints              = ["sqs"]
    aurora_engine_version            = "9.6"
    aurora_max_capacity              = 0.7
    aurora_pause_after_seconds       = 10
    aurora_database_name             = "postgres"
    aurora_username                  = "admin"
    aurora_backup_retention_days     = 0
    aurora_performance_insights_days = 30
    aurora_monitoring_seconds        = 20
    aurora_password_version          = 0
    dynamodb_billing_mode            = "FREE"
    log_retention_days               = 2
  }

  expect_failures = [
    var.tags, var.ipam_cidr, var.ipam_scope_id, var.nat_gateways, var.interface_endpoints, var.aurora_engine_version, var.aurora_max_capacity,
    var.aurora_pause_after_seconds, var.aurora_database_name, var.aurora_username, var.aurora_backup_retention_days,
    var.aurora_performance_insights_days, var.aurora_monitoring_seconds, var.aurora_password_version, var.dynamodb_billing_mode,
    var.log_retention_days,
  ]
}

run "refuses_a_primary_region_that_is_none" {
  command = plan

  variables {
    primary_region = "virginia"
  }

  expect_failures = [var.primary_region]
}

run "refuses_a_second_region_that_is_none" {
  command = plan

  variables {
    secondary_region = "oregon"
  }

  expect_failures = [var.secondary_region]
}

run "refuses_a_region_that_is_neither_of_the_two" {
  command = plan

  variables {
    aws_region         = "eu-west-1"
    availability_zones = ["eu-west-1a", "eu-west-1b"]
  }

  expect_failures = [var.aws_region]
}

run "refuses_one_region_twice" {
  command = plan

  variables {
    secondary_region = "us-east-1"
  }

  expect_failures = [var.secondary_region]
}

run "refuses_zones_of_another_region" {
  command = plan

  variables {
    availability_zones = ["us-west-2a", "us-west-2b"]
  }

  expect_failures = [var.availability_zones]
}

run "refuses_a_single_zone" {
  command = plan

  variables {
    availability_zones    = ["us-east-1a"]
    aurora_instance_count = 1
  }

  expect_failures = [var.availability_zones]
}

run "refuses_ranges_that_do_not_fit" {
  command = plan

  variables {
    ipam_region_netmask_length = 12
  }

  expect_failures = [var.ipam_region_netmask_length]
}

run "refuses_a_vpc_that_aws_refuses" {
  command = plan

  variables {
    vpc_netmask_length = 28
  }

  expect_failures = [var.vpc_netmask_length]
}

run "refuses_more_instances_than_zones" {
  command = plan

  variables {
    aurora_instance_count = 3
  }

  expect_failures = [var.aurora_instance_count]
}

run "refuses_more_least_than_most_capacity" {
  command = plan

  variables {
    aurora_min_capacity = 4
  }

  expect_failures = [var.aurora_min_capacity]
}

run "refuses_a_global_database_without_region_and_key" {
  command = plan

  variables {
    aurora_global_database = true
  }

  expect_failures = [var.aurora_global_database]
}

run "refuses_capacity_on_demand" {
  command = plan

  variables {
    dynamodb_capacity = {}
  }

  expect_failures = [var.dynamodb_capacity]
}

run "refuses_provisioned_capacity_in_two_regions" {
  command = plan

  variables {
    secondary_region      = "us-west-2"
    dynamodb_billing_mode = "PROVISIONED"
  }

  expect_failures = [var.dynamodb_billing_mode]
}

run "refuses_an_environment_it_does_not_know" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.environment]
}

run "production_refuses_a_single_instance" {
  command = plan

  variables {
    environment           = "prod"
    aurora_instance_count = 1
  }

  expect_failures = [var.aurora_instance_count]
}
