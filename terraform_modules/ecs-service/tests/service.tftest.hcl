mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  name             = "replaydash-dev-api"
  cluster_name     = "replaydash-dev-cluster"
  target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/replaydash-dev-3000/0123456789abcdef"
  task_size        = { cpu = 512, memory = 1024 }
  scaling          = { desired = 2, min = 1, max = 4 }

  network = {
    vpc_id                          = "vpc-1"
    subnet_ids                      = ["subnet-1", "subnet-2"]
    load_balancer_security_group_id = "sg-alb"
    egress                          = { postgres = { security_group_id = "sg-db", port = 5432 } }
  }

  image = {
    repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/replaydash-dev-api"
    repository_arn = "arn:aws:ecr:us-east-1:123456789012:repository/replaydash-dev-api"
    tag            = "v1.0.0"
  }

  container = {
    port        = 3000
    environment = { PORT = "3000", NODE_ENV = "production" }
    secrets     = { SESSION_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:session" }
  }

  readable = { secrets = ["arn:aws:secretsmanager:us-east-1:123456789012:secret:session"] }
}

run "arm_tasks_behind_a_circuit_breaker_by_default" {
  command = plan

  assert {
    condition     = aws_ecs_task_definition.this.runtime_platform[0].cpu_architecture == "ARM64" && aws_ecs_task_definition.this.network_mode == "awsvpc"
    error_message = "Tasks must run on ARM in the VPC."
  }

  assert {
    condition     = aws_ecs_service.this.deployment_circuit_breaker[0].enable && aws_ecs_service.this.deployment_circuit_breaker[0].rollback
    error_message = "A deployment that fails must roll back by itself."
  }

  assert {
    condition     = one(aws_ecs_service.this.capacity_provider_strategy).capacity_provider == "FARGATE" && !aws_ecs_service.this.network_configuration[0].assign_public_ip
    error_message = "Tasks must run on Fargate without public addresses."
  }

  assert {
    condition     = aws_ecs_service.this.enable_execute_command && aws_ecs_task_definition.this.skip_destroy
    error_message = "ECS Exec must be on, and earlier revisions must stay for rollbacks."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/ecs/replaydash-dev-api" && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Logs must go to the service's group and expire."
  }

  assert {
    condition     = length(aws_scheduler_schedule.this) == 0 && length(aws_iam_role.off_hours) == 0 && length(aws_ecs_task_definition.migration) == 0
    error_message = "Neither off-hours nor a migration task may exist unasked."
  }

  assert {
    condition     = one(aws_ecs_cluster.this.setting).value == "disabled"
    error_message = "Container Insights is billed and must be asked for."
  }
}

run "the_container_gets_what_it_was_given" {
  command = plan

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].image == "123456789012.dkr.ecr.us-east-1.amazonaws.com/replaydash-dev-api:v1.0.0"
    error_message = "The image must be the repository's with the given tag."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment == [{ name = "NODE_ENV", value = "production" }, { name = "PORT", value = "3000" }]
    error_message = "The environment must be complete and sorted by name."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets[0].valueFrom == "arn:aws:secretsmanager:us-east-1:123456789012:secret:session"
    error_message = "Secrets must be handed over by ARN, never by value."
  }

  assert {
    condition     = !can(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command)
    error_message = "Without a command the image's own must run."
  }
}

run "autoscaling_holds_cpu_and_memory" {
  command = plan

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 1 && aws_appautoscaling_target.this.max_capacity == 4 && aws_appautoscaling_target.this.resource_id == "service/replaydash-dev-cluster/replaydash-dev-api"
    error_message = "Autoscaling must keep the service within its bounds."
  }

  assert {
    condition = {
      for policy in aws_appautoscaling_policy.this :
      policy.target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].predefined_metric_type => policy.target_tracking_scaling_policy_configuration[0].target_value
    } == { ECSServiceAverageCPUUtilization = 70, ECSServiceAverageMemoryUtilization = 80 }
    error_message = "CPU must be held at 70 and memory at 80 percent."
  }
}

run "spot_follows_its_switch" {
  command = plan

  variables {
    spot               = true
    container_insights = true
  }

  assert {
    condition     = one(aws_ecs_service.this.capacity_provider_strategy).capacity_provider == "FARGATE_SPOT" && one(aws_ecs_cluster_capacity_providers.this.default_capacity_provider_strategy).capacity_provider == "FARGATE_SPOT"
    error_message = "Service and one-off tasks must both run on Spot."
  }

  assert {
    condition     = one(aws_ecs_cluster.this.setting).value == "enabled"
    error_message = "Container Insights must be on where it is asked for."
  }
}

run "off_hours_stop_and_start_the_service" {
  command = plan

  variables {
    off_hours = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 7 ? * MON-FRI *)", timezone = "Europe/Berlin" }
  }

  assert {
    condition     = jsondecode(aws_scheduler_schedule.this["stop"].target[0].input).DesiredCount == 0 && jsondecode(aws_scheduler_schedule.this["start"].target[0].input).DesiredCount == 2
    error_message = "The evening must stop every task and the morning start the desired number."
  }

  assert {
    condition     = aws_scheduler_schedule.this["stop"].schedule_expression == "cron(0 20 ? * MON-FRI *)" && aws_scheduler_schedule.this["start"].schedule_expression_timezone == "Europe/Berlin"
    error_message = "Both must happen at their times."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.off_hours[0].policy).Statement[0].Action == ["ecs:UpdateService"] && jsondecode(aws_iam_role_policy.off_hours[0].policy).Statement[0].Resource == ["arn:aws:ecs:us-east-1:123456789012:service/replaydash-dev-cluster/replaydash-dev-api"]
    error_message = "The schedule may update this one service."
  }
}

run "migrations_run_like_the_service_without_its_port" {
  command = plan

  variables {
    migration = { name = "replaydash-dev-migrate", command = ["npx", "prisma", "migrate", "deploy"] }
    container = { port = 3000, command = ["node", "server.js"], secrets = { A = "arn:aws:ssm:us-east-1:123456789012:parameter/a" } }
    readable  = { parameters = ["arn:aws:ssm:us-east-1:123456789012:parameter/a"] }
  }

  assert {
    condition     = aws_ecs_task_definition.migration[0].family == "replaydash-dev-migrate" && jsondecode(aws_ecs_task_definition.migration[0].container_definitions)[0].command == ["npx", "prisma", "migrate", "deploy"]
    error_message = "The migration must run its own command."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.migration[0].container_definitions)[0].secrets[0].name == "A" && !can(jsondecode(aws_ecs_task_definition.migration[0].container_definitions)[0].portMappings)
    error_message = "The migration needs the service's secrets and no port."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command == ["node", "server.js"]
    error_message = "The service must keep its own command."
  }

  assert {
    condition     = output.network_configuration == "awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-tasks],assignPublicIp=DISABLED}"
    error_message = "One-off tasks must stand where the service's tasks stand."
  }
}
