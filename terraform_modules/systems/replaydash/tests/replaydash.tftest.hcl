mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  environment        = "production"
  domain_name        = "replaydash.com"
  create_hosted_zone = true
}

run "names_are_those_of_the_document" {
  command = plan

  assert {
    condition     = output.ecs_cluster_name == "replaydash-production-cluster" && output.ecs_service_name == "replaydash-production-api"
    error_message = "Cluster and service must be named as the procedures name them."
  }

  assert {
    condition     = output.log_group_name == "/ecs/replaydash-production-api" && output.ecr_repository_name == "replaydash-production-api"
    error_message = "Log group and repository must be named as the procedures name them."
  }

  assert {
    condition     = output.database_identifier == "replaydash-production-postgres" && module.cache.node_ids == ["replaydash-production-redis-001"]
    error_message = "Database and cache must be named as the procedures name them."
  }

  assert {
    condition     = output.container_name == "api" && output.api_url == "https://api.replaydash.com"
    error_message = "The container must be called api, and the API must answer under its domain."
  }
}

run "outputs_hold_what_the_procedures_need" {
  command = plan

  assert {
    condition     = output.alb_dns_name == "replaydash-1.us-east-1.elb.amazonaws.com" && output.alb_zone_id == "Z35SXDOTRQ7X7K" && output.hosted_zone_id == "ZCREATED"
    error_message = "DNS needs the load balancer's name and zone, and the zone that was created."
  }

  assert {
    condition     = output.certificate_validation_records[0].value == "_4567.acm-validations.aws." && output.name_servers == ["ns-1.example.net", "ns-2.example.net"]
    error_message = "Certificate and delegation need their records."
  }

  assert {
    condition     = output.database_endpoint == "replaydash.abc.us-east-1.rds.amazonaws.com:5432" && output.redis_endpoint == "master.replaydash.abc.use1.cache.amazonaws.com:6379"
    error_message = "Endpoints must name host and port."
  }

  assert {
    condition     = startswith(output.migration_network_configuration, "awsvpcConfiguration={subnets=[subnet-") && length(output.private_subnet_ids) == 2
    error_message = "The migration task needs its place in the network."
  }

  assert {
    condition     = length(output.alarm_names) == 12 && endswith(output.cloudwatch_dashboard_url, "#dashboards/dashboard/replaydash-production")
    error_message = "Alarms and dashboard must be found from the outputs."
  }

  assert {
    condition     = output.session_bucket_name != null && output.access_logs_bucket_name != null
    error_message = "Sessions and access logs must have their buckets."
  }
}

run "unset_guards_follow_the_environment" {
  command = plan

  assert {
    condition     = local.deletion_protection && !local.apply_immediately
    error_message = "Production must be protected, and wait for its maintenance window."
  }
}

run "guards_can_be_set" {
  command = plan

  variables {
    deletion_protection = false
    apply_immediately   = true
  }

  assert {
    condition     = !local.deletion_protection && local.apply_immediately
    error_message = "An operator's choice must win over the environment's."
  }
}

run "development_is_open_and_may_be_served_over_http" {
  command = plan

  variables {
    environment        = "dev"
    domain_name        = null
    create_hosted_zone = false
    use_spot           = true
    off_hours_enabled  = true
    alb_access_logs    = false
    alert_email        = "ops@replaydash.com"
    session_secret     = "0123456789abcdef0123456789abcdef"
  }

  assert {
    condition     = !local.deletion_protection && local.apply_immediately && !local.https_enabled
    error_message = "Without a domain dev must be served over HTTP, unprotected."
  }

  assert {
    condition     = output.api_url == "http://replaydash-1.us-east-1.elb.amazonaws.com" && output.certificate_arn == null && output.certificate_validation_records == []
    error_message = "Without a domain the API must answer under the load balancer's name."
  }

  assert {
    condition     = output.access_logs_bucket_name == null && output.name_servers == []
    error_message = "Access logs that were turned off need no bucket."
  }
}

run "the_larger_switches" {
  command = plan

  variables {
    enable_execute_command = false
    container_insights     = true
    db_multi_az            = true
    redis_multi_az         = true
    redis_node_count       = 2
  }

  assert {
    condition     = module.cache.node_ids == ["replaydash-production-redis-001", "replaydash-production-redis-002"]
    error_message = "A second node must be there to take over."
  }
}

run "a_given_certificate_is_used" {
  command = plan

  variables {
    certificate_arn    = "arn:aws:acm:us-east-1:123456789012:certificate/99999999-2222-3333-4444-555555555555"
    create_hosted_zone = false
    hosted_zone_id     = "ZEXISTING"
  }

  assert {
    condition     = output.certificate_arn == "arn:aws:acm:us-east-1:123456789012:certificate/99999999-2222-3333-4444-555555555555" && output.hosted_zone_id == "ZEXISTING"
    error_message = "The given certificate and zone must be used instead of new ones."
  }

  assert {
    condition     = output.certificate_validation_records == []
    error_message = "An issued certificate has nothing to validate."
  }
}

run "the_names_that_are_taken_are_all_of_them" {
  command = plan

  assert {
    condition     = toset(local.own_variables) == toset(concat(keys(local.environment), keys(local.secrets)))
    error_message = "own_variables must list exactly the names that the configuration itself gives to the container."
  }
}
