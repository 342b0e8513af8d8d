mock_provider "aws" {
  override_during = plan

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:us-east-1:123456789012:replaydash-dev-alerts" }
  }

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name           = "replaydash-dev"
  log_group_name = "/ecs/replaydash-dev-api"
  load_balancer  = { arn_suffix = "app/replaydash-dev/1", target_group_arn_suffix = "targetgroup/replaydash-dev-3000/1" }
  ecs_service    = { cluster_name = "replaydash-dev-cluster", service_name = "replaydash-dev-api" }
  database       = { identifier = "replaydash-dev-postgres" }
  cache          = { node_ids = ["replaydash-dev-redis-001"] }
}

run "everything_given_is_watched" {
  command = plan

  assert {
    condition = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset([
      "alb-5xx", "alb-elb-5xx", "alb-unhealthy-hosts", "alb-latency", "ecs-cpu", "ecs-memory", "rds-cpu", "rds-connections",
      "rds-free-storage", "redis-cpu-replaydash-dev-redis-001", "redis-memory-replaydash-dev-redis-001", "redis-evictions-replaydash-dev-redis-001",
    ])
    error_message = "Load balancer, service, database and cache must each have their alarms."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(["arn:aws:sns:us-east-1:123456789012:replaydash-dev-alerts"])])
    error_message = "Every alarm must reach the topic."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["alb-latency"].extended_statistic == "p95" && aws_cloudwatch_metric_alarm.this["alb-latency"].statistic == null
    error_message = "Latency must be judged by its 95th percentile."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["rds-free-storage"].comparison_operator == "LessThanThreshold" && aws_cloudwatch_metric_alarm.this["rds-free-storage"].threshold == 4294967296
    error_message = "Storage must alarm when it gets short, in bytes."
  }

  assert {
    condition     = length(aws_sns_topic_subscription.email) == 0
    error_message = "Nobody may be mailed unasked."
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 14
    error_message = "The dashboard must show the traffic, each alarm's metric and the latest errors."
  }

  assert {
    condition     = max([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.x + widget.width]...) == 24
    error_message = "The dashboard must fill its width of 24 units and not exceed it."
  }

  assert {
    condition     = output.dashboard_url == "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/replaydash-dev"
    error_message = "The dashboard's address must lead to it."
  }

  assert {
    condition     = jsondecode(aws_sns_topic_policy.alerts.policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Only this account's alarms may publish."
  }
}

run "every_cache_node_is_watched" {
  command = plan

  variables {
    cache = { node_ids = ["replaydash-dev-redis-001", "replaydash-dev-redis-002"], memory_percent = 70 }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["redis-memory-replaydash-dev-redis-002"].threshold == 70 && length(aws_cloudwatch_metric_alarm.this) == 15
    error_message = "A second node must have alarms of its own, with the given thresholds."
  }
}

run "only_what_is_given_is_watched" {
  command = plan

  variables {
    load_balancer  = null
    ecs_service    = null
    cache          = null
    log_group_name = null
    alert_email    = "ops@replaydash.com"
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(["rds-cpu", "rds-connections", "rds-free-storage"])
    error_message = "No alarm may watch what does not exist."
  }

  assert {
    condition     = aws_sns_topic_subscription.email[0].endpoint == "ops@replaydash.com" && aws_sns_topic_subscription.email[0].protocol == "email"
    error_message = "The given address must be subscribed."
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 3
    error_message = "The dashboard must show the database only."
  }
}

run "nothing_to_watch_is_still_a_dashboard" {
  command = plan

  variables {
    load_balancer  = null
    ecs_service    = null
    database       = null
    cache          = null
    log_group_name = null
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets == []
    error_message = "With nothing given there must be neither alarms nor graphs."
  }
}

run "refuses_thresholds_that_mean_nothing" {
  command = plan

  variables {
    name           = "1st"
    alert_email    = "ops"
    log_group_name = "with space"
    load_balancer  = { arn_suffix = "a", target_group_arn_suffix = "t", latency_seconds = 0 }
    ecs_service    = { cluster_name = "c", service_name = "s", cpu_percent = 101 }
    database       = { identifier = "d", cpu_percent = 0 }
    cache          = { node_ids = ["n"], memory_percent = 150 }
  }

  expect_failures = [var.name, var.alert_email, var.log_group_name, var.load_balancer, var.ecs_service, var.database, var.cache]
}

run "refuses_counts_that_mean_nothing" {
  command = plan

  variables {
    database = { identifier = "d", connections = 0 }
    cache    = { node_ids = ["n"], evictions = 0 }
  }

  expect_failures = [var.database, var.cache]
}

run "replicas_and_buckets_are_watched" {
  command = plan

  variables {
    database = { identifier = "production-muejam-db-primary", replicas = ["production-muejam-db-replica-1", "production-muejam-db-replica-2"], connections = 1200 }
    buckets  = { names = { media = "production-muejam-media" } }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["rds-replica-2-lag"].metric_name == "ReplicaLag" && aws_cloudwatch_metric_alarm.this["rds-replica-2-lag"].threshold == 1
    error_message = "A replica that is more than a second behind must be told."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["rds-replica-1-connections"].threshold == 1200 && aws_cloudwatch_metric_alarm.this["rds-replica-1-cpu"].dimensions == tomap({ DBInstanceIdentifier = "production-muejam-db-replica-1" })
    error_message = "Each replica must have the primary's thresholds, for its own numbers."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["s3-media-size"].threshold == 107374182400 && aws_cloudwatch_metric_alarm.this["s3-media-size"].period == 86400
    error_message = "The size of a bucket must be judged by the day, as S3 measures it."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["rds-cpu"].period == 300
    error_message = "Everything else must be judged every five minutes."
  }
}

run "refuses_lag_and_sizes_that_mean_nothing" {
  command = plan

  variables {
    database = { identifier = "d", replica_lag_seconds = 0 }
    buckets  = { size_bytes = 0 }
  }

  expect_failures = [var.database, var.buckets]
}
