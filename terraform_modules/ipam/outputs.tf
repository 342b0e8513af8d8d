output "ipam_id" {
  description = "Id of the IPAM that was made, or null when the pools are in the scope of another one."
  value       = one(aws_vpc_ipam.this[*].id)
}

output "scope_id" {
  description = "Id of the private scope that holds the pools; other environments of the account may put theirs beside them."
  value       = local.scope_id
}

output "environment_pool_id" {
  description = "Id of the pool with the environment's whole address space."
  value       = aws_vpc_ipam_pool.environment.id
}

output "pool_id" {
  description = "Id of the region's pool that VPCs take their ranges from; usable once it holds addresses."
  value       = aws_vpc_ipam_pool.region.id

  depends_on = [aws_vpc_ipam_pool_cidr.region]
}
