locals {
  container = {
    name      = var.container.name
    image     = "${var.image.repository_url}:${var.image.tag}"
    essential = true

    # ECS stores both as lists in an order of its own; sorting by name keeps plans empty.
    environment = [for name in sort(keys(var.container.environment)) : { name = name, value = var.container.environment[name] }]
    secrets     = [for name in sort(keys(var.container.secrets)) : { name = name, valueFrom = var.container.secrets[name] }]

    # A process that reaps the children which ECS Exec sessions leave behind.
    linuxParameters = { initProcessEnabled = true }
  }

  service_container = merge(
    local.container,
    {
      portMappings     = [{ containerPort = var.container.port, hostPort = var.container.port, protocol = "tcp" }]
      logConfiguration = merge(local.logs, { options = merge(local.logs.options, { "awslogs-stream-prefix" = var.container.name }) })
    },
    { for key, command in { command = var.container.command } : key => command if command != null },
  )

  logs = {
    logDriver = "awslogs"
    options = {
      "awslogs-group"  = aws_cloudwatch_log_group.this.name
      "awslogs-region" = local.region
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.task_size.cpu
  memory                   = var.task_size.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode([local.service_container])

  # Earlier revisions stay, so that a rollback finds them.
  skip_destroy = true

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.task_size.architecture
  }
}

resource "aws_ecs_task_definition" "migration" {
  count = var.migration == null ? 0 : 1

  family                   = var.migration.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.task_size.cpu
  memory                   = var.task_size.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([merge(local.container, {
    command          = var.migration.command
    logConfiguration = merge(local.logs, { options = merge(local.logs.options, { "awslogs-stream-prefix" = "migration" }) })
  })])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.task_size.architecture
  }
}
