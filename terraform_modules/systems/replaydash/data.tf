module "database" {
  source = "../../rds-postgres"

  name                      = "${local.name}-postgres"
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.private_subnet_ids
  client_security_group_ids = { "${local.name}-api" = module.api.security_group_id }

  engine_version         = var.db_engine_version
  instance_class         = var.db_instance_class
  multi_az               = var.db_multi_az
  password_rotation_days = var.db_password_rotation_days
  backup_retention_days  = var.db_backup_retention_days
  database_name          = "replaydash"
  username               = "replaydash"
  log_retention_days     = var.log_retention_days
  deletion_protection    = local.deletion_protection
  final_snapshot         = local.production
  apply_immediately      = local.apply_immediately

  storage = {
    allocated_gib     = var.db_allocated_storage
    max_allocated_gib = var.db_max_allocated_storage
  }
}

module "cache" {
  source = "../../redis"

  name                      = "${local.name}-redis"
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.private_subnet_ids
  client_security_group_ids = { "${local.name}-api" = module.api.security_group_id }

  node_type               = var.redis_node_type
  node_count              = var.redis_node_count
  multi_az                = var.redis_multi_az
  snapshot_retention_days = var.redis_snapshot_retention_days
  apply_immediately       = local.apply_immediately
}

module "sessions" {
  source = "../../s3-bucket"

  # The account id makes the name unique in the whole of AWS.
  name            = "${local.name}-sessions-${data.aws_caller_identity.current.account_id}"
  force_destroy   = !local.production
  transitions     = var.session_transitions
  expiration_days = var.session_retention_days
}

module "access_logs" {
  source = "../../s3-bucket"
  count  = var.alb_access_logs ? 1 : 0

  name            = "${local.name}-alb-logs-${data.aws_caller_identity.current.account_id}"
  force_destroy   = !local.production
  versioning      = false
  expiration_days = 90

  policy_statements = {
    LoadBalancerLogs = {
      services  = ["logdelivery.elasticloadbalancing.amazonaws.com"]
      actions   = ["s3:PutObject"]
      resources = ["BUCKET_ARN/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]
    }
  }
}
