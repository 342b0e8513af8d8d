mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  environment               = "production"
  domain_name               = "muejam.com"
  alternative_domain_names  = ["www.muejam.com"]
  create_hosted_zone        = true
  db_instance_class         = "db.r6g.xlarge"
  db_replica_instance_class = "db.r6g.large"
  db_replica_count          = 2
  redis_num_cache_nodes     = 3
}

run "names_are_those_of_the_document" {
  command = plan

  assert {
    condition     = output.asg_name == "production-muejam-asg" && output.db_primary_identifier == "production-muejam-db-primary"
    error_message = "Group and database must be named as the document's outputs name them."
  }

  assert {
    condition     = module.rds.replica_identifiers == ["production-muejam-db-replica-1", "production-muejam-db-replica-2"]
    error_message = "Replicas must be named as the document's outputs name them."
  }

  assert {
    condition     = module.elasticache.node_ids == [for number in range(1, 4) : "production-muejam-redis-00${number}"]
    error_message = "Redis must be named as the document's outputs name it."
  }

  assert {
    condition     = length(output.private_subnet_ids) == 3 && length(output.nat_public_ips) == 3
    error_message = "There must be three zones, each with a NAT gateway of its own."
  }

  assert {
    condition     = output.app_url == "https://muejam.com" && [for record in output.certificate_validation_records : record.name] == ["_0123.muejam.com.", "_89ab.www.muejam.com."]
    error_message = "The domain must be served over HTTPS, with a certificate for www as well."
  }
}

run "every_part_has_its_alarms" {
  command = plan

  # Four of the load balancer, three of each of three databases, three of each of three nodes, three
  # buckets, two of the group.
  assert {
    condition     = length(output.alarm_names) == 4 + 3 * 3 + 3 * 3 + 3 + 2
    error_message = "Load balancer, group, databases, nodes and buckets must each have their alarms."
  }

  assert {
    condition     = contains(output.alarm_names, "production-muejam-rds-replica-2-lag") && contains(output.alarm_names, "production-muejam-s3-media-size") && contains(output.alarm_names, "production-muejam-asg-cpu-high")
    error_message = "Replica lag, bucket size and CPU of the group must be watched."
  }
}

run "instances_are_told_addresses_and_never_secrets" {
  command = plan

  assert {
    condition     = strcontains(local.user_data, "\nDATABASE_HOST=muejam.abc.us-east-1.rds.amazonaws.com\n") && startswith(local.user_data, "#!/bin/bash\n") && strcontains(local.user_data, "\nSETTINGS\n")
    error_message = "The script must write the settings, each on a line of its own."
  }

  assert {
    condition     = !strcontains(local.user_data, "0123456789abcdef0123456789abcdef") && strcontains(local.user_data, "REDIS_SECRET_ARN=arn:")
    error_message = "The script must name secrets and not hold them."
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

run "development_is_small_and_may_be_served_over_http" {
  command = plan

  variables {
    environment                   = "dev"
    domain_name                   = null
    alternative_domain_names      = []
    create_hosted_zone            = false
    alb_access_logs               = false
    nat_gateways                  = "single"
    ami_id                        = "ami-0c55b159cbfafe1f0"
    db_create_read_replicas       = false
    redis_num_cache_nodes         = 1
    redis_multi_az_enabled        = false
    redis_auth_token_enabled      = false
    enable_versioning             = false
    s3_bucket_suffix              = "eu"
    allowed_origins               = []
    db_master_password            = "a-password-of-our-own"
    alert_email                   = "ops@muejam.com"
    redis_snapshot_retention_days = 1
  }

  assert {
    condition     = output.app_url == "http://muejam-1.us-east-1.elb.amazonaws.com" && output.certificate_arn == null && output.s3_access_logs_bucket_id == null
    error_message = "Without a domain the application must answer under the load balancer's name."
  }

  assert {
    condition     = output.db_replica_1_endpoint == null && output.db_replica_endpoints == [] && length(output.nat_public_ips) == 1
    error_message = "No replica and one NAT gateway were asked for."
  }

  assert {
    condition     = output.redis_secret_arn == null && !strcontains(local.user_data, "REDIS_SECRET_ARN") && local.image_id == "ami-0c55b159cbfafe1f0"
    error_message = "Without a token there must be no secret of it, and a given image must be used."
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
    condition     = output.certificate_arn == "arn:aws:acm:us-east-1:123456789012:certificate/99999999-2222-3333-4444-555555555555" && output.certificate_validation_records == []
    error_message = "The given certificate must be used instead of a new one."
  }
}
