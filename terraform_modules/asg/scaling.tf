locals {
  policies = {
    out = { adjustment = var.cpu.instances, alarm = "high", comparison = "GreaterThanThreshold", threshold = var.cpu.high_percent, periods = 2 }
    # Leaving takes longer than coming: a quiet quarter of an hour and not a quiet moment.
    in = { adjustment = -var.cpu.instances, alarm = "low", comparison = "LessThanThreshold", threshold = var.cpu.low_percent, periods = 15 }
  }

  period = var.detailed_monitoring ? 60 : 300
}

resource "aws_autoscaling_policy" "cpu" {
  for_each = local.policies

  name                      = "${var.name}-scale-${each.key}"
  autoscaling_group_name    = aws_autoscaling_group.this.name
  policy_type               = "StepScaling"
  adjustment_type           = "ChangeInCapacity"
  estimated_instance_warmup = var.warmup_seconds

  # One step: the alarm's own threshold is its beginning.
  step_adjustment {
    scaling_adjustment          = each.value.adjustment
    metric_interval_lower_bound = each.key == "out" ? 0 : null
    metric_interval_upper_bound = each.key == "in" ? 0 : null
  }
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  for_each = local.policies

  alarm_name        = "${var.name}-asg-cpu-${each.value.alarm}"
  alarm_description = "CPU use of the instances in percent; scales ${each.key}"

  namespace   = "AWS/EC2"
  metric_name = "CPUUtilization"
  dimensions  = { AutoScalingGroupName = aws_autoscaling_group.this.name }

  statistic           = "Average"
  period              = local.period
  evaluation_periods  = each.key == "out" ? each.value.periods : ceil(each.value.periods * 60 / local.period)
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold

  # A group that is being built sends no numbers; that is no fault.
  treat_missing_data = "notBreaching"

  # Little to do is worth no message.
  alarm_actions = concat([aws_autoscaling_policy.cpu[each.key].arn], each.key == "out" ? [var.topic_arn] : [])
  ok_actions    = each.key == "out" ? [var.topic_arn] : []
}
