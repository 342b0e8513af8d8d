mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  environment = "dev"
}

run "refuses_malformed_values" {
  command = plan

  variables {
    aws_region                    = "virginia"
    tags                          = { "aws:owner" = "me" }
    vpc_cidr                      = "10.0.0.0/8"
    nat_gateways                  = "none"
    hosted_zone_id                = "muejam.com"
    health_check_path             = "health"
    ami_id                        = "latest"
    instance_type                 = "small"
    key_name                      = " "
    app_port                      = 80
    start_command                 = "cat SETTINGS"
    asg_max_size                  = 0
    asg_cpu_high_percent          = 10
    postgres_version              = "9.6"
    database_name                 = "mue-jam"
    db_master_username            = "rdsadmin"
    db_master_password            = "short"
    db_master_password_version    = 0
    db_instance_class             = "t3.medium"
    db_replica_instance_class     = "r6g.large"
    db_replica_count              = 9
    db_allocated_storage          = 5
    db_max_connections            = 1
    db_monitoring_interval        = 7
    db_backup_retention_days      = 0
    redis_version                 = "5"
    redis_node_type               = "t3.medium"
    redis_num_cache_nodes         = 7
    redis_auth_token              = "short"
    redis_auth_token_version      = 0
    redis_snapshot_retention_days = 40
    allowed_origins               = ["*"]
    backup_retention_days         = 0
    bucket_size_alert_threshold   = 0
    s3_bucket_suffix              = "Mine"
    alert_email                   = "ops"
    log_retention_days            = 2
    alarm_thresholds              = { redis_cpu_percent = 120 }
  }

  expect_failures = [
    var.aws_region, var.tags, var.vpc_cidr, var.nat_gateways, var.hosted_zone_id, var.health_check_path, var.ami_id, var.instance_type,
    var.key_name, var.app_port, var.start_command, var.asg_max_size, var.asg_cpu_high_percent, var.postgres_version, var.database_name,
    var.db_master_username, var.db_master_password, var.db_master_password_version, var.db_instance_class, var.db_replica_instance_class,
    var.db_replica_count, var.db_allocated_storage, var.db_max_connections, var.db_monitoring_interval, var.db_backup_retention_days,
    var.redis_version, var.redis_node_type, var.redis_num_cache_nodes, var.redis_auth_token, var.redis_auth_token_version,
    var.redis_snapshot_retention_days, var.allowed_origins, var.backup_retention_days, var.bucket_size_alert_threshold,
    var.s3_bucket_suffix, var.alert_email, var.log_retention_days, var.alarm_thresholds,
  ]
}

run "refuses_contradictions" {
  command = plan

  variables {
    availability_zones               = ["us-east-1a", "us-east-1a"]
    create_hosted_zone               = true
    alternative_domain_names         = ["www.muejam.com"]
    asg_desired_capacity             = 20
    asg_cpu_low_percent              = 60
    db_replica_count                 = 0
    db_max_allocated_storage         = 100
    redis_num_cache_nodes            = 1
    redis_automatic_failover_enabled = true
  }

  expect_failures = [
    var.availability_zones, var.create_hosted_zone, var.alternative_domain_names,
    var.asg_desired_capacity, var.asg_cpu_low_percent, var.db_replica_count, var.db_max_allocated_storage,
    var.redis_automatic_failover_enabled,
  ]
}

run "refuses_more_fewest_than_most_instances" {
  command = plan

  variables {
    asg_min_size         = 5
    asg_max_size         = 2
    public_subnet_cidrs  = ["10.0.1.0", "10.0.2.0", "10.0.3.0"]
    private_subnet_cidrs = ["10.0.11.0", "10.0.12.0", "10.0.13.0"]
  }

  expect_failures = [var.asg_min_size, var.public_subnet_cidrs, var.private_subnet_cidrs]
}

run "refuses_no_instances_at_all" {
  command = plan

  variables {
    asg_min_size                     = 0
    domain_name                      = "MueJam"
    redis_automatic_failover_enabled = false
  }

  expect_failures = [var.asg_min_size, var.domain_name, var.redis_multi_az_enabled]
}

run "refuses_a_certificate_that_is_no_arn" {
  command = plan

  variables {
    certificate_arn       = "my-certificate"
    redis_num_cache_nodes = 1
    public_subnet_cidrs   = ["10.0.1.0/24"]
    private_subnet_cidrs  = ["10.0.11.0/24"]
  }

  expect_failures = [var.certificate_arn, var.redis_multi_az_enabled, var.public_subnet_cidrs, var.private_subnet_cidrs]
}

run "refuses_two_hosted_zones" {
  command = plan

  variables {
    domain_name        = "muejam.com"
    hosted_zone_id     = "ZEXISTING"
    create_hosted_zone = true
  }

  expect_failures = [var.hosted_zone_id]
}

run "refuses_an_environment_it_does_not_know" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "production_refuses_plain_http" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.domain_name]
}

run "refuses_zones_of_another_region" {
  command = plan

  variables {
    aws_region = "us-west-2"
  }

  expect_failures = [var.availability_zones]
}
