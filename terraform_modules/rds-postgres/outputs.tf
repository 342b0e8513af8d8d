output "identifier" {
  description = "Identifier of the instance."
  value       = aws_db_instance.this.identifier
}

output "arn" {
  description = "ARN of the instance."
  value       = aws_db_instance.this.arn
}

output "address" {
  description = "DNS name of the database."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the database."
  value       = local.port
}

output "database_name" {
  description = "Name of the database inside the instance."
  value       = var.database_name
}

output "secret_arn" {
  description = "ARN of the secret that holds the master user's name and password."
  value       = local.password_managed ? aws_db_instance.this.master_user_secret[0].secret_arn : aws_secretsmanager_secret.password[0].arn
}

output "replica_identifiers" {
  description = "Identifiers of the read replicas, known before they exist."
  value       = [for index in range(local.replica_count) : "${var.name}-replica-${index + 1}"]
}

output "replica_addresses" {
  description = "DNS names of the read replicas."
  value       = aws_db_instance.replica[*].address
}

output "security_group_id" {
  description = "Id of the security group that guards the database."
  value       = aws_security_group.this.id
}
