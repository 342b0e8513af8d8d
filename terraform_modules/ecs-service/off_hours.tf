# EventBridge sets the desired count, which Terraform leaves alone. A scheduled action of
# autoscaling would rewrite the bounds that Terraform owns, and every plan made at night would
# want to wake the environment up.
locals {
  off_hours = var.off_hours == null ? {} : {
    stop  = { at = var.off_hours.stop, tasks = 0 }
    start = { at = var.off_hours.start, tasks = var.scaling.desired }
  }
}

resource "aws_scheduler_schedule" "this" {
  #checkov:skip=CKV_AWS_297:A schedule holds the names of cluster and service and no secret; the key that AWS owns encrypts it.

  for_each = local.off_hours

  name                         = "${var.name}-${each.key}"
  description                  = each.key == "stop" ? "Stops ${var.name} for off-hours" : "Starts ${var.name} after off-hours"
  schedule_expression          = each.value.at
  schedule_expression_timezone = var.off_hours.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:ecs:updateService"
    role_arn = aws_iam_role.off_hours[0].arn
    input = jsonencode({
      Cluster      = aws_ecs_cluster.this.name
      Service      = aws_ecs_service.this.name
      DesiredCount = each.value.tasks
    })

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 10
    }
  }
}

resource "aws_iam_role" "off_hours" {
  count = var.off_hours == null ? 0 : 1

  name        = "${var.name}-off-hours"
  description = "Lets EventBridge stop and start ${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "off_hours" {
  count = var.off_hours == null ? 0 : 1

  name = "set-desired-count"
  role = aws_iam_role.off_hours[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ecs:UpdateService"]
      Resource = [aws_ecs_service.this.id]
    }]
  })
}
