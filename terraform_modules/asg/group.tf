resource "aws_autoscaling_group" "this" {
  name                = "${var.name}-asg"
  vpc_zone_identifier = var.network.subnet_ids
  target_group_arns   = [var.target_group_arn]

  min_size         = var.size.min
  max_size         = var.size.max
  desired_capacity = var.size.desired

  health_check_type         = var.health_check.type
  health_check_grace_period = var.health_check.grace_seconds
  default_instance_warmup   = var.warmup_seconds

  enabled_metrics = [
    "GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupPendingInstances",
    "GroupTerminatingInstances", "GroupTotalInstances",
  ]

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # A changed launch template reaches running instances a few at a time.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = var.refresh_min_healthy_percent
      instance_warmup        = var.warmup_seconds
    }
  }

  tag {
    key                 = "Name"
    value               = "${var.name}-app"
    propagate_at_launch = true
  }

  lifecycle {
    # The policies move it between min and max; an apply must not move it back.
    ignore_changes = [desired_capacity]
  }

  # An instance that starts before its permissions and its way out exist fails its first minutes.
  depends_on = [
    aws_iam_role_policy.this, aws_vpc_security_group_egress_rule.https, aws_vpc_security_group_egress_rule.named,
  ]
}

resource "aws_autoscaling_notification" "this" {
  group_names = [aws_autoscaling_group.this.name]
  topic_arn   = var.topic_arn

  notifications = [
    "autoscaling:EC2_INSTANCE_LAUNCH",
    "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
    "autoscaling:EC2_INSTANCE_TERMINATE",
    "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
  ]
}
