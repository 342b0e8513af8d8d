output "region" {
  description = "AWS region of the environment."
  value       = var.aws_region
}

output "app_url" {
  description = "Address of the application: its domain when there is one, else the load balancer's own name."
  value       = "${local.https_enabled ? "https" : "http"}://${coalesce(var.domain_name, module.alb.dns_name)}"
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.networking.vpc_id
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, where instances, database and cache stand."
  value       = module.networking.private_subnet_ids
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, where the load balancer stands."
  value       = module.networking.public_subnet_ids
}

output "nat_public_ips" {
  description = "Public addresses that traffic of the instances comes from."
  value       = module.networking.nat_public_ips
}

output "alb_dns_name" {
  description = "DNS name of the load balancer."
  value       = module.alb.dns_name
}

output "alb_zone_id" {
  description = "Hosted zone id of the load balancer, for alias records."
  value       = module.alb.zone_id
}

output "alb_arn_suffix" {
  description = "Value of the LoadBalancer dimension in CloudWatch."
  value       = module.alb.arn_suffix
}

output "certificate_arn" {
  description = "ARN of the certificate that HTTPS uses, or null without HTTPS."
  value       = var.certificate_arn != null ? var.certificate_arn : one(module.dns[*].certificate_arn)
}

output "certificate_validation_records" {
  description = "CNAME records that validate the certificate; to be created by hand when DNS is not in Route 53."
  value       = flatten(module.dns[*].validation_records)
}

output "name_servers" {
  description = "Name servers of the created zone, to be entered at the registrar or in the parent zone; empty when no zone was created."
  value       = flatten(module.dns[*].name_servers)
}

output "asg_name" {
  description = "Name of the Auto Scaling group."
  value       = module.asg.name
}

output "launch_template_id" {
  description = "Id of the launch template."
  value       = module.asg.launch_template_id
}

output "db_primary_identifier" {
  description = "Identifier of the primary database instance."
  value       = module.rds.identifier
}

output "db_primary_endpoint" {
  description = "Host and port of the primary database instance."
  value       = "${module.rds.address}:${module.rds.port}"
}

output "db_replica_1_endpoint" {
  description = "Host and port of the first read replica, or null without one."
  value       = one([for address in slice(module.rds.replica_addresses, 0, min(1, local.replica_count)) : "${address}:${module.rds.port}"])
}

output "db_replica_endpoints" {
  description = "Hosts and ports of all read replicas."
  value       = [for address in module.rds.replica_addresses : "${address}:${module.rds.port}"]
}

output "db_secret_arn" {
  description = "ARN of the secret with the database's master user and password."
  value       = module.rds.secret_arn
}

output "redis_endpoint" {
  description = "Host and port of the Redis primary; connections use TLS."
  value       = "${module.elasticache.primary_endpoint}:${module.elasticache.port}"
}

output "redis_replication_group_id" {
  description = "Id of the Redis replication group."
  value       = module.elasticache.replication_group_id
}

output "redis_secret_arn" {
  description = "ARN of the secret with the auth token of Redis, or null where none is asked for."
  value       = one(module.redis_auth_token[*].arn)
}

output "s3_media_bucket_id" {
  description = "Name of the bucket of what users upload."
  value       = module.media.name
}

output "s3_static_bucket_id" {
  description = "Name of the bucket of static assets."
  value       = module.static.name
}

output "s3_backups_bucket_id" {
  description = "Name of the bucket of backups."
  value       = module.backups.name
}

output "s3_access_logs_bucket_id" {
  description = "Name of the bucket that holds the load balancer's access logs, or null when they are off."
  value       = one(module.access_logs[*].name)
}

output "alerts_topic_arn" {
  description = "ARN of the SNS topic that alarms and the Auto Scaling group report to."
  value       = module.monitoring.topic_arn
}

output "alarm_names" {
  description = "Names of the CloudWatch alarms."
  value       = concat(module.monitoring.alarm_names, module.asg.alarm_names)
}

output "cloudwatch_dashboard_url" {
  description = "Address of the CloudWatch dashboard."
  value       = module.monitoring.dashboard_url
}
