module "monitoring" {
  source = "../../monitoring"

  name        = local.name
  alert_email = var.alert_email

  load_balancer = {
    arn_suffix              = module.alb.arn_suffix
    target_group_arn_suffix = module.alb.target_group_arn_suffix
    server_errors           = var.alarm_thresholds.server_errors
    latency_seconds         = var.alarm_thresholds.latency_seconds
  }

  database = {
    identifier          = module.rds.identifier
    replicas            = module.rds.replica_identifiers
    cpu_percent         = var.alarm_thresholds.database_cpu_percent
    connections         = floor(var.db_max_connections * var.alarm_thresholds.database_connections_percent / 100)
    free_storage_gib    = var.alarm_thresholds.database_free_storage_gib
    replica_lag_seconds = var.alarm_thresholds.replica_lag_seconds
  }

  cache = {
    node_ids       = module.elasticache.node_ids
    cpu_percent    = var.alarm_thresholds.redis_cpu_percent
    memory_percent = var.alarm_thresholds.redis_memory_percent
    evictions      = var.alarm_thresholds.redis_evictions
  }

  buckets = {
    size_bytes = var.bucket_size_alert_threshold
    names = {
      media   = module.media.name
      static  = module.static.name
      backups = module.backups.name
    }
  }
}
