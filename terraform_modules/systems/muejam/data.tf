module "rds" {
  source = "../../rds-postgres"

  name                      = "${local.name}-db"
  vpc_id                    = module.networking.vpc_id
  subnet_ids                = module.networking.private_subnet_ids
  client_security_group_ids = { "${local.name}-app" = module.asg.security_group_id }

  engine_version          = var.postgres_version
  instance_class          = var.db_instance_class
  multi_az                = var.db_multi_az
  replicas                = { count = local.replica_count, instance_class = var.db_replica_instance_class }
  database_name           = var.database_name
  username                = var.db_master_username
  master_password         = var.db_master_password
  master_password_version = var.db_master_password_version
  max_connections         = var.db_max_connections
  monitoring_interval     = var.db_monitoring_interval
  backup_retention_days   = var.db_backup_retention_days
  log_retention_days      = var.log_retention_days
  deletion_protection     = local.deletion_protection
  final_snapshot          = local.production
  apply_immediately       = local.apply_immediately

  storage = {
    allocated_gib     = var.db_allocated_storage
    max_allocated_gib = var.db_max_allocated_storage
  }
}

# The token is kept in a secret that the instances read. The provider (5.100) takes it in clear text
# only, so that it is read back for ElastiCache and stands, encrypted with the bucket, in the state.
module "redis_auth_token" {
  source = "../../secret"
  count  = var.redis_auth_token_enabled ? 1 : 0

  name          = "${local.name}-redis-auth-token"
  description   = "Token that clients present to Redis of ${local.name}"
  value         = var.redis_auth_token
  value_version = var.redis_auth_token_version
  recovery_days = local.production ? 30 : 0
}

data "aws_secretsmanager_secret_version" "redis_auth_token" {
  count = var.redis_auth_token_enabled ? 1 : 0

  secret_id = module.redis_auth_token[0].arn

  # Read once a new token is written. Read with the plan it would be the old one, and Redis would not
  # know the token that instances are given from then on.
  depends_on = [module.redis_auth_token]
}

module "elasticache" {
  source = "../../redis"

  name                      = "${local.name}-redis"
  vpc_id                    = module.networking.vpc_id
  subnet_ids                = module.networking.private_subnet_ids
  client_security_group_ids = { "${local.name}-app" = module.asg.security_group_id }

  engine_version          = var.redis_version
  node_type               = var.redis_node_type
  node_count              = var.redis_num_cache_nodes
  automatic_failover      = var.redis_automatic_failover_enabled
  multi_az                = var.redis_multi_az_enabled
  auth_token              = one(data.aws_secretsmanager_secret_version.redis_auth_token[*].secret_string)
  snapshot_retention_days = var.redis_snapshot_retention_days
  apply_immediately       = local.apply_immediately
}
