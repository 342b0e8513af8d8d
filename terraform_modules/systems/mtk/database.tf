# In the second Region there is a cluster only where a global database has a reader for it to be.
module "aurora" {
  source = "../../aurora-postgres"
  count  = local.primary || var.aurora_global_database ? 1 : 0

  name       = "${local.rds_prefix}-aurora-cluster"
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.database_subnet_ids

  names = {
    security_group         = "${local.prefix}_aurora_security_group"
    clients_security_group = "${local.prefix}_aurora_clients_security_group"
    subnet_group           = "${local.prefix}_aurora_subnet_group"
    monitoring_role        = "${local.prefix}_aurora_monitoring"
    key_alias              = "${local.prefix}_aurora_key"
    secret                 = "${local.prefix}_aurora_master_user"
  }

  instances = {
    for index, zone in slice(var.availability_zones, 0, var.aurora_instance_count) :
    replace(local.rds_instance_format, "{zone}", zone) => { zone = zone, promotion_tier = index }
  }

  capacity = {
    min_acu             = var.aurora_min_capacity
    max_acu             = var.aurora_max_capacity
    pause_after_seconds = var.aurora_pause_after_seconds
  }

  global_database = !var.aurora_global_database ? null : {
    role       = local.primary ? "primary" : "secondary"
    identifier = local.global_database
  }

  engine_version            = var.aurora_engine_version
  database_name             = var.aurora_database_name
  username                  = var.aurora_username
  password_version          = var.aurora_password_version
  customer_key              = var.aurora_customer_key
  backup_retention_days     = var.aurora_backup_retention_days
  performance_insights_days = var.aurora_performance_insights_days
  monitoring_seconds        = var.aurora_monitoring_seconds
  log_retention_days        = var.log_retention_days
  deletion_protection       = local.deletion_protection
  final_snapshot            = local.production && local.primary
  apply_immediately         = local.apply_immediately
}
