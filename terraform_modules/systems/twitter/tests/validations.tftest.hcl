mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  environment                       = "staging"
  ami_id                            = "ami-0123456789abcdef0"
  dynamodb_notifications_table_name = "staging-user-notifications"
}

run "refuses_malformed_values" {
  command = plan

  variables {
    aws_region                        = "virginia"
    common_tags                       = { "aws:owner" = "me" }
    vpc_cidr                          = "10.0.0.0/8"
    ingress_rules                     = { ssh = { from_port = 22 } }
    egress_rules                      = { http = { from_port = 80 } }
    ami_id                            = "latest"
    instance_type                     = "medium"
    key_name                          = ""
    root_volume_size                  = 4
    ecr_repository_name               = "NestJS"
    image_tag                         = "v1 0"
    app_port                          = 80
    ses_identity                      = "everyone"
    dynamodb_notifications_table_name = "user notifications"
    dynamodb_billing_mode             = "FREE"
    dynamodb_stream_view_type         = "ALL"
    dynamodb_ttl_attribute_name       = ""
    dynamodb_kms_key_arn              = "alias/mine"
    dynamodb_alarm_thresholds         = { capacity_percent = 120 }
    alert_email                       = "ops"
    cloudtrail_log_retention_days     = 2
  }

  expect_failures = [
    var.aws_region, var.common_tags, var.vpc_cidr, var.ingress_rules, var.egress_rules,
    var.ami_id, var.instance_type, var.key_name, var.root_volume_size, var.ecr_repository_name, var.image_tag, var.app_port,
    var.ses_identity, var.dynamodb_notifications_table_name, var.dynamodb_billing_mode, var.dynamodb_stream_view_type,
    var.dynamodb_ttl_attribute_name, var.dynamodb_kms_key_arn, var.dynamodb_alarm_thresholds, var.alert_email,
    var.cloudtrail_log_retention_days,
  ]
}

run "refuses_a_subnet_and_a_zone_of_elsewhere" {
  command = plan

  variables {
    subnet_cidr       = "10.1.0.0/24"
    availability_zone = "us-west-2a"
  }

  expect_failures = [var.subnet_cidr, var.availability_zone]
}

run "refuses_an_environment_it_does_not_know" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "refuses_capacity_without_provisioned" {
  command = plan

  variables {
    dynamodb_capacity = { min_read = 5 }
  }

  expect_failures = [var.dynamodb_capacity]
}

run "refuses_provisioned_without_capacity" {
  command = plan

  variables {
    dynamodb_billing_mode = "PROVISIONED"
  }

  expect_failures = [var.dynamodb_capacity]
}

run "refuses_least_above_most" {
  command = plan

  variables {
    dynamodb_billing_mode = "PROVISIONED"
    dynamodb_capacity     = { min_write = 200 }
  }

  expect_failures = [var.dynamodb_capacity]
}

run "refuses_a_target_that_leaves_no_room" {
  command = plan

  variables {
    dynamodb_billing_mode = "PROVISIONED"
    dynamodb_capacity     = { target_percent = 100 }
  }

  expect_failures = [var.dynamodb_capacity]
}

run "refuses_tags_that_are_its_own" {
  command = plan

  variables {
    common_tags = { Environment = "staging" }
  }

  expect_failures = [var.common_tags]
}

run "refuses_more_ranges_than_a_network_acl_takes" {
  command = plan

  variables {
    ingress_rules = { ssh = { from_port = 22, cidrs = [for host in range(20) : "203.0.113.${host}/32"] } }
  }

  expect_failures = [var.ingress_rules]
}

run "refuses_more_ways_out_than_a_network_acl_takes" {
  command = plan

  variables {
    egress_rules = { https = { from_port = 443, cidrs = [for host in range(20) : "203.0.113.${host}/32"] } }
  }

  expect_failures = [var.egress_rules]
}
