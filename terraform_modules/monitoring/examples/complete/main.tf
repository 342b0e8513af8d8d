provider "aws" {
  region = "us-east-1"
}

# Everything that can be watched, with thresholds of its own, and the latest errors of the log.
module "monitoring" {
  source = "../.."

  name           = "shop-production"
  alert_email    = "ops@shop.example.com"
  log_group_name = "/ecs/shop-production-api"

  load_balancer = {
    arn_suffix              = "app/shop-production/0123456789abcdef"
    target_group_arn_suffix = "targetgroup/shop-production/0123456789abcdef"
    server_errors           = 5
    latency_seconds         = 0.5
  }

  ecs_service = {
    cluster_name   = "shop-production"
    service_name   = "shop-production-api"
    cpu_percent    = 90
    memory_percent = 95
  }

  database = {
    identifier          = "shop-production-postgres-primary"
    replicas            = ["shop-production-postgres-replica-1"]
    cpu_percent         = 75
    free_storage_gib    = 20
    connections         = 400
    replica_lag_seconds = 5
  }

  cache = {
    node_ids       = ["shop-production-001", "shop-production-002"]
    cpu_percent    = 70
    memory_percent = 80
    evictions      = 10
  }

  buckets = {
    names      = { media = "shop-production-media" }
    size_bytes = 536870912000
  }

  graphs = [{
    title     = "Orders that were turned away"
    metrics   = [["AWS/DynamoDB", "WriteThrottleEvents", "TableName", "shop-production-orders"]]
    threshold = 10
  }]
}
