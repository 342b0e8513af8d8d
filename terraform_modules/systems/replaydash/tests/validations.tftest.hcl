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
    availability_zone_count       = 1
    nat_gateways                  = "none"
    interface_endpoints           = ["sqs"]
    api_subdomain                 = "API"
    hosted_zone_id                = "replaydash.com"
    image_tag                     = "v1 0"
    task_cpu                      = 300
    container_port                = 80
    health_check_path             = "health"
    environment_variables         = { "1ST" = "x" }
    migration_command             = []
    session_secret                = "short"
    session_secret_version        = 0
    max_count                     = 0
    cpu_target                    = 5
    memory_target                 = 99
    off_hours_stop                = "20:00"
    off_hours_timezone            = "Berlin time"
    db_engine_version             = "9.6"
    db_instance_class             = "t4g.medium"
    db_allocated_storage          = 5
    db_backup_retention_days      = 0
    db_password_rotation_days     = 0
    redis_node_type               = "t4g.micro"
    redis_node_count              = 0
    redis_snapshot_retention_days = 40
    session_transitions           = [{ days = 1, storage_class = "COLD" }]
    alert_email                   = "ops"
    log_retention_days            = 2
    alarm_thresholds              = { ecs_cpu_percent = 120 }
  }

  expect_failures = [
    var.aws_region, var.tags, var.vpc_cidr, var.availability_zone_count, var.nat_gateways, var.interface_endpoints, var.api_subdomain,
    var.hosted_zone_id, var.image_tag, var.task_cpu, var.container_port, var.health_check_path,
    var.environment_variables, var.migration_command, var.session_secret, var.session_secret_version, var.max_count, var.cpu_target,
    var.memory_target, var.off_hours_stop, var.off_hours_timezone, var.db_engine_version, var.db_instance_class,
    var.db_allocated_storage, var.db_backup_retention_days, var.db_password_rotation_days, var.redis_node_type, var.redis_node_count, var.redis_snapshot_retention_days,
    var.session_transitions, var.alert_email, var.log_retention_days, var.alarm_thresholds,
  ]
}

run "refuses_contradictions" {
  command = plan

  variables {
    create_hosted_zone       = true
    task_memory              = 512
    environment_variables    = { PORT = "80" }
    desired_count            = 9
    off_hours_start          = "cron(0 20 ? * MON-FRI *)"
    db_max_allocated_storage = 20
    redis_multi_az           = true
    session_retention_days   = 60
  }

  expect_failures = [
    var.create_hosted_zone, var.task_memory, var.environment_variables, var.desired_count, var.off_hours_start, var.db_max_allocated_storage,
    var.redis_multi_az, var.session_retention_days,
  ]
}

run "refuses_more_fewest_than_most_tasks" {
  command = plan

  variables {
    min_count = 5
  }

  expect_failures = [var.min_count]
}

run "refuses_no_tasks_at_all" {
  command = plan

  variables {
    min_count       = 0
    domain_name     = "Replaydash"
    off_hours_start = "7 o'clock"
  }

  expect_failures = [var.min_count, var.domain_name, var.off_hours_start]
}

run "refuses_two_hosted_zones" {
  command = plan

  variables {
    domain_name        = "replaydash.com"
    hosted_zone_id     = "ZEXISTING"
    create_hosted_zone = true
  }

  expect_failures = [var.hosted_zone_id]
}

run "refuses_a_certificate_that_is_no_arn" {
  command = plan

  variables {
    certificate_arn = "my-certificate"
  }

  expect_failures = [var.certificate_arn]
}

run "refuses_an_environment_it_does_not_know" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "production_refuses_what_endangers_it" {
  command = plan

  variables {
    environment       = "production"
    use_spot          = true
    off_hours_enabled = true
  }

  expect_failures = [var.domain_name, var.use_spot, var.off_hours_enabled]
}
