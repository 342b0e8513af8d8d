mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_rds_cluster" {
    defaults = { arn = "arn:aws:rds:us-east-1:123456789012:cluster:prod-aurora-cluster" }
  }
}

variables {
  name          = "dev-aurora-cluster"
  vpc_id        = "vpc-0123456789abcdef0"
  subnet_ids    = ["subnet-1", "subnet-2"]
  database_name = "mtk"
  username      = "mtk"
  instances     = { dev-aurora-instance = { zone = "us-east-1a" } }
}

run "refuses_what_aws_refuses_late" {
  command = plan

  variables {
    name                      = "dev_aurora_cluster"
    names                     = { subnet_group = "a name" }
    vpc_id                    = ""
    subnet_ids                = ["subnet-1"]
    client_security_group_ids = { clients = "sg-1" }
    instances                 = { dev_aurora_instance = { zone = "us-east-1a" } }
    engine_version            = "9.6"
    capacity                  = { min_acu = 0.7 }
    database_name             = "postgres"
    username                  = "admin"
    password_version          = 0
    parameters                = { "rds.force_ssl" = "0" }
    backup_retention_days     = 0
    performance_insights_days = 30
    monitoring_seconds        = 20
    log_retention_days        = 2
  }

  expect_failures = [
    var.name, var.names, var.vpc_id, var.subnet_ids, var.client_security_group_ids, var.instances, var.engine_version, var.capacity,
    var.database_name, var.username, var.password_version, var.parameters, var.backup_retention_days, var.performance_insights_days,
    var.monitoring_seconds, var.log_retention_days,
  ]
}

run "refuses_more_least_than_most_capacity" {
  command = plan

  variables {
    capacity = { min_acu = 4, max_acu = 2 }
  }

  expect_failures = [var.capacity]
}

run "refuses_to_pause_at_once" {
  command = plan

  variables {
    capacity = { min_acu = 0, pause_after_seconds = 10 }
  }

  expect_failures = [var.capacity]
}

run "refuses_a_cluster_without_instances" {
  command = plan

  variables {
    instances = {}
  }

  expect_failures = [var.instances]
}

run "refuses_an_order_that_aurora_does_not_know" {
  command = plan

  variables {
    instances = { dev-aurora-instance = { zone = "us-east-1a", promotion_tier = 16 } }
  }

  expect_failures = [var.instances]
}

run "refuses_an_unknown_part_in_a_global_database" {
  command = plan

  variables {
    global_database = { role = "reader", identifier = "prod_aurora" }
  }

  expect_failures = [var.global_database]
}

run "refuses_a_secondary_cluster_without_a_key" {
  command = plan

  variables {
    global_database = { role = "secondary", identifier = "prod-aurora-global" }
  }

  expect_failures = [var.global_database]
}
