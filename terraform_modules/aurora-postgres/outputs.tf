output "cluster_identifier" {
  description = "Identifier of the cluster."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "arn" {
  description = "ARN of the cluster."
  value       = aws_rds_cluster.this.arn
}

output "endpoint" {
  description = "DNS name of the writer; in a secondary cluster there is none that writes."
  value       = aws_rds_cluster.this.endpoint
}

output "reader_endpoint" {
  description = "DNS name that spreads reads over the readers."
  value       = aws_rds_cluster.this.reader_endpoint
}

output "port" {
  description = "Port of the database."
  value       = local.port
}

output "database_name" {
  description = "Name of the database inside the cluster."
  value       = var.database_name
}

output "secret_arn" {
  description = "ARN of the secret with the master user's name and password, or null in a secondary cluster."
  value       = local.secondary ? null : local.own_password ? aws_secretsmanager_secret.master[0].arn : one(aws_rds_cluster.this.master_user_secret[*].secret_arn)
}

output "security_group_id" {
  description = "Id of the security group that guards the cluster."
  value       = aws_security_group.this.id
}

output "clients_security_group_id" {
  description = "Id of the security group whose members may connect."
  value       = aws_security_group.clients.id
}

output "global_cluster_identifier" {
  description = "Identifier of the global database that the cluster belongs to, or null."
  value       = local.secondary ? var.global_database.identifier : one(aws_rds_global_cluster.this[*].global_cluster_identifier)
}

output "log_group_names" {
  description = "Names of the cluster's log groups."
  value       = [for group in aws_cloudwatch_log_group.this : group.name]
}

output "instance_identifiers" {
  description = "Identifiers of the instances."
  value       = keys(aws_rds_cluster_instance.this)
}
