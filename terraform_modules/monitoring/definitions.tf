# What is watched, as data: the alarms and the dashboard are both made from it.
locals {
  load_balancer_dimensions = var.load_balancer == null ? {} : {
    LoadBalancer = var.load_balancer.arn_suffix
  }

  target_group_dimensions = var.load_balancer == null ? {} : {
    LoadBalancer = var.load_balancer.arn_suffix
    TargetGroup  = var.load_balancer.target_group_arn_suffix
  }

  service_dimensions = var.ecs_service == null ? {} : {
    ClusterName = var.ecs_service.cluster_name
    ServiceName = var.ecs_service.service_name
  }

  load_balancer_alarms = var.load_balancer == null ? {} : {
    alb-5xx = {
      text       = "Answers of the targets with a 5xx code", namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count"
      dimensions = local.target_group_dimensions, statistic = "Sum", threshold = var.load_balancer.server_errors, periods = 1
    }
    alb-elb-5xx = {
      text       = "Answers of the load balancer itself with a 5xx code", namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count"
      dimensions = local.load_balancer_dimensions, statistic = "Sum", threshold = var.load_balancer.server_errors, periods = 1
    }
    alb-unhealthy-hosts = {
      text       = "Targets that fail their health check", namespace = "AWS/ApplicationELB", metric = "UnHealthyHostCount"
      dimensions = local.target_group_dimensions, statistic = "Maximum", threshold = 0, periods = 2
    }
    alb-latency = {
      text       = "95th percentile of the response time in seconds", namespace = "AWS/ApplicationELB", metric = "TargetResponseTime"
      dimensions = local.target_group_dimensions, statistic = "p95", threshold = var.load_balancer.latency_seconds, periods = 2
    }
  }

  service_alarms = var.ecs_service == null ? {} : {
    ecs-cpu = {
      text       = "CPU use of the tasks in percent", namespace = "AWS/ECS", metric = "CPUUtilization"
      dimensions = local.service_dimensions, statistic = "Average", threshold = var.ecs_service.cpu_percent, periods = 2
    }
    ecs-memory = {
      text       = "Memory use of the tasks in percent", namespace = "AWS/ECS", metric = "MemoryUtilization"
      dimensions = local.service_dimensions, statistic = "Average", threshold = var.ecs_service.memory_percent, periods = 2
    }
  }

  database_alarms = var.database == null ? {} : {
    rds-cpu = {
      text       = "CPU use of the database in percent", namespace = "AWS/RDS", metric = "CPUUtilization"
      dimensions = { DBInstanceIdentifier = var.database.identifier }, statistic = "Average", threshold = var.database.cpu_percent, periods = 3
    }
    rds-connections = {
      text       = "Connections to the database", namespace = "AWS/RDS", metric = "DatabaseConnections"
      dimensions = { DBInstanceIdentifier = var.database.identifier }, statistic = "Average", threshold = var.database.connections, periods = 2
    }
    rds-free-storage = {
      text       = "Free storage of the database in bytes", namespace = "AWS/RDS", metric = "FreeStorageSpace"
      dimensions = { DBInstanceIdentifier = var.database.identifier }, statistic = "Average", threshold = var.database.free_storage_gib * pow(1024, 3), periods = 1
    }
  }

  # Replicas read, wait for and run out of connections on their own.
  replica_alarms = merge([
    for index, identifier in var.database == null ? [] : var.database.replicas : {
      "rds-replica-${index + 1}-cpu" = {
        text       = "CPU use of read replica ${index + 1} in percent", namespace = "AWS/RDS", metric = "CPUUtilization"
        dimensions = { DBInstanceIdentifier = identifier }, statistic = "Average", threshold = var.database.cpu_percent, periods = 3
      }
      "rds-replica-${index + 1}-connections" = {
        text       = "Connections to read replica ${index + 1}", namespace = "AWS/RDS", metric = "DatabaseConnections"
        dimensions = { DBInstanceIdentifier = identifier }, statistic = "Average", threshold = var.database.connections, periods = 2
      }
      "rds-replica-${index + 1}-lag" = {
        text       = "Seconds that read replica ${index + 1} is behind", namespace = "AWS/RDS", metric = "ReplicaLag"
        dimensions = { DBInstanceIdentifier = identifier }, statistic = "Average", threshold = var.database.replica_lag_seconds, periods = 2
      }
    }
  ]...)

  # S3 measures its buckets once a day.
  bucket_alarms = {
    for key, name in var.buckets.names : "s3-${key}-size" => {
      text       = "Size of the bucket ${name} in bytes", namespace = "AWS/S3", metric = "BucketSizeBytes"
      dimensions = { BucketName = name, StorageType = "StandardStorage" }, statistic = "Average", threshold = var.buckets.size_bytes, periods = 1
    }
  }

  # CloudWatch measures Redis by the node, so each node has its own alarms.
  cache_alarms = merge([
    for id in var.cache == null ? [] : var.cache.node_ids : {
      "redis-cpu-${id}" = {
        text       = "CPU use of the Redis engine in percent", namespace = "AWS/ElastiCache", metric = "EngineCPUUtilization"
        dimensions = { CacheClusterId = id }, statistic = "Average", threshold = var.cache.cpu_percent, periods = 2
      }
      "redis-memory-${id}" = {
        text       = "Memory use of Redis in percent", namespace = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage"
        dimensions = { CacheClusterId = id }, statistic = "Average", threshold = var.cache.memory_percent, periods = 2
      }
      "redis-evictions-${id}" = {
        text       = "Keys that Redis dropped for want of memory", namespace = "AWS/ElastiCache", metric = "Evictions"
        dimensions = { CacheClusterId = id }, statistic = "Sum", threshold = var.cache.evictions, periods = 1
      }
    }
  ]...)

  alarms = merge(local.load_balancer_alarms, local.service_alarms, local.database_alarms, local.replica_alarms, local.cache_alarms, local.bucket_alarms)
}
