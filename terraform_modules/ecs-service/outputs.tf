output "cluster_name" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_ecs_cluster.this.arn
}

output "service_name" {
  description = "Name of the service."
  value       = aws_ecs_service.this.name
}

output "container_name" {
  description = "Name of the service's container, as ECS Exec wants it."
  value       = var.container.name
}

output "task_definition_arn" {
  description = "ARN of the revision that Terraform deployed last."
  value       = aws_ecs_task_definition.this.arn
}

output "migration_task_definition_arn" {
  description = "ARN of the migration task definition, or null when there is none."
  value       = one(aws_ecs_task_definition.migration[*].arn)
}

output "log_group_name" {
  description = "Name of the log group that the containers write to."
  value       = aws_cloudwatch_log_group.this.name
}

output "security_group_id" {
  description = "Id of the security group of the tasks."
  value       = aws_security_group.this.id
}

output "network_configuration" {
  description = "Network configuration for aws ecs run-task, so that one-off tasks stand where the service's tasks stand."
  value       = "awsvpcConfiguration={subnets=[${join(",", var.network.subnet_ids)}],securityGroups=[${aws_security_group.this.id}],assignPublicIp=DISABLED}"
}
