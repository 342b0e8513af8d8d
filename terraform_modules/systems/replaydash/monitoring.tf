module "monitoring" {
  source = "../../monitoring"

  name           = local.name
  alert_email    = var.alert_email
  log_group_name = module.api.log_group_name

  load_balancer = {
    arn_suffix              = module.alb.arn_suffix
    target_group_arn_suffix = module.alb.target_group_arn_suffix
    server_errors           = var.alarm_thresholds.server_errors
    latency_seconds         = var.alarm_thresholds.latency_seconds
  }

  ecs_service = {
    cluster_name   = module.api.cluster_name
    service_name   = module.api.service_name
    cpu_percent    = var.alarm_thresholds.ecs_cpu_percent
    memory_percent = var.alarm_thresholds.ecs_memory_percent
  }

  database = {
    identifier       = module.database.identifier
    cpu_percent      = var.alarm_thresholds.database_cpu_percent
    free_storage_gib = var.alarm_thresholds.database_free_storage_gib
    connections      = var.alarm_thresholds.database_connections
  }

  cache = {
    node_ids       = module.cache.node_ids
    cpu_percent    = var.alarm_thresholds.redis_cpu_percent
    memory_percent = var.alarm_thresholds.redis_memory_percent
    evictions      = var.alarm_thresholds.redis_evictions
  }
}
