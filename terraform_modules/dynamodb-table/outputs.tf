output "name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.this.name
}

output "arn" {
  description = "ARN of the table."
  value       = aws_dynamodb_table.this.arn
}

output "stream_arn" {
  description = "ARN of the table's stream, or null without one."
  value       = var.stream_view_type == null ? null : aws_dynamodb_table.this.stream_arn
}

output "access_policy_arn" {
  description = "ARN of the IAM policy to read and write the items, or null without IAM policies."
  value       = one(aws_iam_policy.full[*].arn)
}

output "read_only_policy_arn" {
  description = "ARN of the IAM policy to read the items, or null without IAM policies."
  value       = one(aws_iam_policy.read_only[*].arn)
}

output "replica_arns" {
  description = "ARNs of the replicas by Region."
  value       = { for replica in aws_dynamodb_table.this.replica : replica.region_name => replica.arn }
}

output "alarm_names" {
  description = "Names of the table's alarms."
  value       = concat([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name], aws_cloudwatch_metric_alarm.system_errors[*].alarm_name)
}

output "graphs" {
  description = "Graphs of what the alarms watch, for the monitoring block's dashboard."
  value       = local.graphs
}
