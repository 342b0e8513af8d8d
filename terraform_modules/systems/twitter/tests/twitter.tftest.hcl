mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  environment                       = "staging"
  ami_id                            = "ami-0123456789abcdef0"
  dynamodb_notifications_table_name = "staging-user-notifications"
}

run "names_and_outputs_are_those_of_the_document" {
  command = plan

  assert {
    condition     = output.public_ip == "203.0.113.10" && output.instance_id == "i-0123456789abcdef0" && endswith(output.ecr_repository_url, ".amazonaws.com/nestjs-app")
    error_message = "The application server and its images must be found from the outputs."
  }

  assert {
    condition     = output.dynamodb_notifications_table_name == "staging-user-notifications" && endswith(output.dynamodb_notifications_table_arn, "table/staging-user-notifications") && strcontains(output.dynamodb_notifications_stream_arn, "/stream/")
    error_message = "The table and its stream must be found from the outputs."
  }

  assert {
    condition     = module.dynamodb.access_policy_arn == output.dynamodb_access_policy_arn && output.dynamodb_read_only_policy_arn != null
    error_message = "Both policies must be found from the outputs."
  }

  assert {
    condition     = output.ses_template_names == ["twitter-staging-email-confirmation"]
    error_message = "The confirmation mail must have its template."
  }

  assert {
    condition     = output.network_acl_id == "acl-0123456789abcdef0" && output.subnet_id == "subnet-0123456789abcdef0"
    error_message = "The subnet must stand behind its network ACL."
  }
}

run "nothing_is_watched_or_logged_unasked" {
  command = plan

  assert {
    condition     = output.alarm_names == [] && output.alerts_topic_arn == null && output.cloudwatch_dashboard_url == null && output.cloudtrail_log_group_name == null
    error_message = "Alarms and the trail are billed and must be asked for."
  }
}

run "production_is_watched" {
  command = plan

  variables {
    environment            = "production"
    dynamodb_enable_alarms = true
    alert_email            = "ops@example.com"
  }

  assert {
    condition     = length(output.alarm_names) == 4 && output.alerts_topic_arn != null && endswith(output.cloudwatch_dashboard_url, "#dashboards/dashboard/twitter-production")
    error_message = "Alarms, topic and dashboard must be there."
  }

  assert {
    condition     = local.short_environment == "prod"
    error_message = "The policies of production begin with prod, as its table does."
  }
}

run "everything_optional_at_once" {
  command = plan

  variables {
    dynamodb_vpc_endpoint_enabled         = true
    cloudtrail_enabled                    = true
    dynamodb_contributor_insights_enabled = true
    dynamodb_billing_mode                 = "PROVISIONED"
    dynamodb_capacity                     = {}
    dynamodb_enable_alarms                = true
    dynamodb_kms_key_arn                  = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    ses_identity                          = "example.com"
    key_name                              = "operations"
    common_tags                           = { CostCenter = "Engineering" }
    ingress_rules                         = { http = { from_port = 80 }, ssh = { from_port = 22, cidrs = ["203.0.113.7/32"] } }
    egress_rules                          = { https = { from_port = 443 }, mail = { from_port = 587 } }
  }

  assert {
    condition     = length(output.alarm_names) == 6
    error_message = "A provisioned table must also be watched for its capacity."
  }

  assert {
    condition     = output.cloudtrail_log_group_name == "/aws/cloudtrail/twitter-staging"
    error_message = "The trail must be found from the outputs."
  }
}

run "no_stream_and_no_expiry" {
  command = plan

  variables {
    dynamodb_stream_enabled = false
    dynamodb_ttl_enabled    = false
    session_manager_enabled = false
  }

  assert {
    condition     = output.dynamodb_notifications_stream_arn == null
    error_message = "Without a stream its output must be null."
  }
}
