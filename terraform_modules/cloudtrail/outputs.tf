output "arn" {
  description = "ARN of the trail."
  value       = aws_cloudtrail.this.arn
}

output "log_group_name" {
  description = "Name of the log group with the events."
  value       = aws_cloudwatch_log_group.this.name
}
