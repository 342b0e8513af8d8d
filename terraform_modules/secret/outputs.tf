output "arn" {
  description = "ARN of the secret; usable once it holds a value, because ECS cannot start a task with an empty one."
  value       = aws_secretsmanager_secret.this.arn

  depends_on = [aws_secretsmanager_secret_version.this]
}

output "name" {
  description = "Name of the secret."
  value       = aws_secretsmanager_secret.this.name
}
