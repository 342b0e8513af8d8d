output "replication_group_id" {
  description = "Id of the replication group."
  value       = aws_elasticache_replication_group.this.id
}

output "primary_endpoint" {
  description = "DNS name of the node that takes writes."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "port" {
  description = "Port of the cache."
  value       = local.port
}

output "node_ids" {
  description = "Ids of the nodes, which are the CacheClusterId dimension in CloudWatch."
  value       = [for index in range(var.node_count) : format("%s-%03d", var.name, index + 1)]
}

output "security_group_id" {
  description = "Id of the security group that guards the cache."
  value       = aws_security_group.this.id
}
