output "region" {
  description = "AWS region of the environment."
  value       = var.aws_region
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "subnet_id" {
  description = "Id of the public subnet."
  value       = module.network.public_subnet_ids[0]
}

output "security_group_id" {
  description = "Id of the application server's security group."
  value       = module.application.security_group_id
}

output "network_acl_id" {
  description = "Id of the subnet's network ACL."
  value       = module.network.public_acl_id
}

output "public_ip" {
  description = "Static public address of the application server."
  value       = module.application.public_ip
}

output "instance_id" {
  description = "Id of the application server."
  value       = module.application.id
}

output "instance_role_name" {
  description = "Name of the application server's IAM role."
  value       = module.application.role_name
}

output "ecr_repository_url" {
  description = "Address to push images to."
  value       = module.ecr.url
}

output "ecr_repository_name" {
  description = "Name of the image repository."
  value       = module.ecr.name
}

output "dynamodb_notifications_table_name" {
  description = "Name of the notifications table."
  value       = module.dynamodb.name
}

output "dynamodb_notifications_table_arn" {
  description = "ARN of the notifications table."
  value       = module.dynamodb.arn
}

output "dynamodb_notifications_stream_arn" {
  description = "ARN of the notifications table's stream, or null without one."
  value       = module.dynamodb.stream_arn
}

output "dynamodb_access_policy_arn" {
  description = "ARN of the IAM policy to read and write notifications, to be attached to further roles."
  value       = module.dynamodb.access_policy_arn
}

output "dynamodb_read_only_policy_arn" {
  description = "ARN of the IAM policy to read notifications, for analytics."
  value       = module.dynamodb.read_only_policy_arn
}

output "ses_template_names" {
  description = "Names of the e-mail templates in SES."
  value       = values(module.email_templates.names)
}

output "alerts_topic_arn" {
  description = "ARN of the SNS topic that alarms are sent to, or null without alarms."
  value       = one(module.monitoring[*].topic_arn)
}

output "alarm_names" {
  description = "Names of the CloudWatch alarms."
  value       = module.dynamodb.alarm_names
}

output "cloudwatch_dashboard_url" {
  description = "Address of the CloudWatch dashboard, or null without alarms."
  value       = one(module.monitoring[*].dashboard_url)
}

output "cloudtrail_log_group_name" {
  description = "Name of the log group with the account's API calls, or null without CloudTrail."
  value       = one(module.trail[*].log_group_name)
}
