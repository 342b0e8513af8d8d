output "region" {
  description = "AWS region of the environment."
  value       = var.aws_region
}

output "api_url" {
  description = "Address of the API: its domain when there is one, else the load balancer's own name."
  value       = "${local.https_enabled ? "https" : "http"}://${coalesce(local.api_domain, module.alb.dns_name)}"
}

output "api_domain" {
  description = "DNS name of the API, or null without a domain."
  value       = local.api_domain
}

output "alb_dns_name" {
  description = "DNS name of the load balancer, the target of the API's alias record."
  value       = module.alb.dns_name
}

output "alb_zone_id" {
  description = "Hosted zone id of the load balancer, for alias records."
  value       = module.alb.zone_id
}

output "hosted_zone_id" {
  description = "Id of the Route 53 zone in use, or null when DNS lives elsewhere."
  value       = one(module.dns[*].zone_id)
}

output "name_servers" {
  description = "Name servers of the created zone, to be entered at the registrar or in the parent zone; empty when no zone was created."
  value       = flatten(module.dns[*].name_servers)
}

output "certificate_arn" {
  description = "ARN of the certificate that HTTPS uses, or null without HTTPS."
  value       = var.certificate_arn != null ? var.certificate_arn : one(module.dns[*].certificate_arn)
}

output "certificate_validation_records" {
  description = "CNAME records that validate the certificate; to be created by hand when DNS is not in Route 53."
  value       = flatten(module.dns[*].validation_records)
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, where tasks, database and cache stand."
  value       = module.network.private_subnet_ids
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, where the load balancer stands."
  value       = module.network.public_subnet_ids
}

output "nat_public_ips" {
  description = "Public addresses that traffic of the tasks comes from."
  value       = module.network.nat_public_ips
}

output "ecr_repository_url" {
  description = "Address to push images to."
  value       = module.ecr.url
}

output "ecr_repository_name" {
  description = "Name of the image repository."
  value       = module.ecr.name
}

output "ecs_cluster_name" {
  description = "Name of the ECS cluster."
  value       = module.api.cluster_name
}

output "ecs_service_name" {
  description = "Name of the ECS service."
  value       = module.api.service_name
}

output "container_name" {
  description = "Name of the API's container, as ECS Exec wants it."
  value       = module.api.container_name
}

output "task_definition_arn" {
  description = "ARN of the task definition revision that Terraform deployed last."
  value       = module.api.task_definition_arn
}

output "migration_task_definition_arn" {
  description = "ARN of the task definition that migrates the database."
  value       = module.api.migration_task_definition_arn
}

output "migration_network_configuration" {
  description = "Network configuration for aws ecs run-task."
  value       = module.api.network_configuration
}

output "database_identifier" {
  description = "Identifier of the PostgreSQL instance."
  value       = module.database.identifier
}

output "database_endpoint" {
  description = "Host and port of the PostgreSQL instance."
  value       = "${module.database.address}:${module.database.port}"
}

output "database_secret_arn" {
  description = "ARN of the secret with the database's master user and password."
  value       = module.database.secret_arn
}

output "redis_replication_group_id" {
  description = "Id of the Redis replication group."
  value       = module.cache.replication_group_id
}

output "redis_endpoint" {
  description = "Host and port of the Redis primary; connections use TLS."
  value       = "${module.cache.primary_endpoint}:${module.cache.port}"
}

output "session_secret_arn" {
  description = "ARN of the secret that signs sessions."
  value       = module.session_secret.arn
}

output "session_bucket_name" {
  description = "Name of the bucket that holds session data."
  value       = module.sessions.name
}

output "access_logs_bucket_name" {
  description = "Name of the bucket that holds the load balancer's access logs, or null when they are off."
  value       = one(module.access_logs[*].name)
}

output "settings_path" {
  description = "Path of the environment's SSM parameters."
  value       = "/${local.project}/${var.environment}"
}

output "alb_security_group_id" {
  description = "Id of the load balancer's security group."
  value       = module.alb.security_group_id
}

output "api_security_group_id" {
  description = "Id of the tasks' security group."
  value       = module.api.security_group_id
}

output "database_security_group_id" {
  description = "Id of the database's security group."
  value       = module.database.security_group_id
}

output "redis_security_group_id" {
  description = "Id of the cache's security group."
  value       = module.cache.security_group_id
}

output "log_group_name" {
  description = "Name of the API's log group."
  value       = module.api.log_group_name
}

output "alerts_topic_arn" {
  description = "ARN of the SNS topic that alarms are sent to."
  value       = module.monitoring.topic_arn
}

output "alarm_names" {
  description = "Names of the CloudWatch alarms."
  value       = module.monitoring.alarm_names
}

output "cloudwatch_dashboard_url" {
  description = "Address of the CloudWatch dashboard."
  value       = module.monitoring.dashboard_url
}
