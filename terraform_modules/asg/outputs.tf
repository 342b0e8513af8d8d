output "name" {
  description = "Name of the Auto Scaling group."
  value       = aws_autoscaling_group.this.name
}

output "arn" {
  description = "ARN of the Auto Scaling group."
  value       = aws_autoscaling_group.this.arn
}

output "launch_template_id" {
  description = "Id of the launch template."
  value       = aws_launch_template.this.id
}

output "security_group_id" {
  description = "Id of the security group that guards the instances."
  value       = aws_security_group.this.id
}

output "role_name" {
  description = "Name of the role that the instances act as."
  value       = aws_iam_role.this.name
}

output "alarm_names" {
  description = "Names of the alarms that move the size of the group."
  value       = [for alarm in aws_cloudwatch_metric_alarm.cpu : alarm.alarm_name]
}
