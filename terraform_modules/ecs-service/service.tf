resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = aws_ecs_cluster.this.arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.scaling.desired

  enable_execute_command  = var.execute_command
  enable_ecs_managed_tags = true
  propagate_tags          = "SERVICE"

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = var.health_check_grace_seconds

  # Without it a change between Fargate and Fargate Spot would replace the service.
  force_new_deployment = true

  capacity_provider_strategy {
    capacity_provider = var.spot ? "FARGATE_SPOT" : "FARGATE"
    weight            = 1
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.network.subnet_ids
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = var.container.name
    container_port   = var.container.port
  }

  lifecycle {
    # Autoscaling, the off-hours schedule and operators change the number of running tasks; an
    # apply that put it back would undo them in the middle of a load peak. scaling.desired counts
    # at the first creation and at the end of off-hours; to scale now, use ECS.
    ignore_changes = [desired_count]
  }

  # Tasks that start before their roles may act fail, and the circuit breaker counts them.
  depends_on = [
    aws_ecs_cluster_capacity_providers.this,
    aws_iam_role_policy.execution,
    aws_iam_role_policy.task,
    aws_vpc_security_group_egress_rule.https,
    aws_vpc_security_group_egress_rule.named,
    aws_vpc_security_group_ingress_rule.load_balancer,
  ]
}
