output "region" {
  description = "AWS region of the environment."
  value       = var.aws_region
}

output "region_role" {
  description = "Part that the region plays: primary or secondary."
  value       = local.primary ? "primary" : "secondary"
}

output "secondary_region" {
  description = "AWS region that comes second, or null with a single region."
  value       = var.secondary_region
}

output "ipam_id" {
  description = "Id of the IPAM, or null when the pools are in another one's scope."
  value       = module.ipam.ipam_id
}

output "ipam_scope_id" {
  description = "Id of the scope that other environments of the account may put their pools in."
  value       = module.ipam.scope_id
}

output "ipam_pool_id" {
  description = "Id of the pool that VPCs of this region draw their ranges from."
  value       = module.ipam.pool_id
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "vpc_cidr" {
  description = "IPv4 range that IPAM gave the VPC."
  value       = module.network.cidr
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, for what faces the Internet."
  value       = module.network.public_subnet_ids
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, for application servers."
  value       = module.network.private_subnet_ids
}

output "database_subnet_ids" {
  description = "Ids of the database subnets, where Aurora stands."
  value       = module.network.database_subnet_ids
}

output "aurora_cluster_identifier" {
  description = "Identifier of the Aurora cluster, or null in a second region without one."
  value       = one(module.aurora[*].cluster_identifier)
}

output "aurora_endpoint" {
  description = "Host of the writing instance, or null in a second region without a cluster."
  value       = one(module.aurora[*].endpoint)
}

output "aurora_reader_endpoint" {
  description = "Host that spreads reads over the reading instances, or null in a second region without a cluster."
  value       = one(module.aurora[*].reader_endpoint)
}

output "aurora_port" {
  description = "Port of the database, or null in a second region without a cluster."
  value       = one(module.aurora[*].port)
}

output "aurora_database_name" {
  description = "Name of the database."
  value       = var.aurora_database_name
}

output "aurora_username" {
  description = "Name of the master user."
  value       = var.aurora_username
}

output "aurora_secret_arn" {
  description = "ARN of the secret with the master user and password; null in the second region, where the primary's holds."
  value       = one(module.aurora[*].secret_arn)
}

output "aurora_instance_identifiers" {
  description = "Identifiers of the database instances."
  value       = flatten(module.aurora[*].instance_identifiers)
}

output "aurora_global_cluster_identifier" {
  description = "Identifier of the global database, or null without one."
  value       = one(module.aurora[*].global_cluster_identifier)
}

output "aurora_log_group_names" {
  description = "Names of the log groups with the database's logs."
  value       = flatten(module.aurora[*].log_group_names)
}

output "database_security_group_id" {
  description = "Id of the security group that guards the database, or null in a second region without one."
  value       = one(module.aurora[*].security_group_id)
}

output "database_clients_security_group_id" {
  description = "Id of the security group that application servers are put in to reach the database, or null without one."
  value       = one(module.aurora[*].clients_security_group_id)
}

output "user_locations_table_name" {
  description = "Name of the table with the users' locations in this region; null in the second one, where it is named as in the primary."
  value       = one(module.user_locations[*].name)
}

output "user_locations_table_arn" {
  description = "ARN of the table with the users' locations, or null in the second region."
  value       = one(module.user_locations[*].arn)
}

output "user_locations_stream_arn" {
  description = "ARN of the stream of changes to the locations, or null in the second region."
  value       = one(module.user_locations[*].stream_arn)
}

output "user_locations_replica_arns" {
  description = "ARNs of the table's replicas by region."
  value       = merge(module.user_locations[*].replica_arns...)
}

output "user_locations_access_policy_arn" {
  description = "ARN of the IAM policy to read and write locations in every region, or null in the second one."
  value       = one(module.user_locations[*].access_policy_arn)
}

output "user_locations_read_only_policy_arn" {
  description = "ARN of the IAM policy to read locations in every region, or null in the second one."
  value       = one(module.user_locations[*].read_only_policy_arn)
}
