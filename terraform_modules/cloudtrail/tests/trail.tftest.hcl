mock_provider "aws" {
  override_during = plan

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/cloudtrail/twitter-production" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/twitter-production-cloudtrail" }
  }
}

variables {
  name   = "twitter-production"
  bucket = "twitter-production-trail-123456789012"
}

run "every_region_validated_and_searchable" {
  command = plan

  assert {
    condition     = aws_cloudtrail.this.is_multi_region_trail && aws_cloudtrail.this.include_global_service_events && aws_cloudtrail.this.enable_log_file_validation
    error_message = "The trail must cover every Region and global service, and its files must be provable."
  }

  assert {
    condition     = aws_cloudtrail.this.cloud_watch_logs_group_arn == "arn:aws:logs:us-east-1:123456789012:log-group:/aws/cloudtrail/twitter-production:*" && aws_cloudwatch_log_group.this.retention_in_days == 90
    error_message = "The events must be searchable in CloudWatch Logs for 90 days."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.this.policy).Statement[0].Resource == ["arn:aws:logs:us-east-1:123456789012:log-group:/aws/cloudtrail/twitter-production:log-stream:*"]
    error_message = "CloudTrail may write to its own log group only."
  }
}

run "a_key_and_a_retention_of_ones_own" {
  command = plan

  variables {
    log_retention_days = 365
    kms_key_arn        = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365 && endswith(aws_cloudtrail.this.kms_key_id, "555555555555")
    error_message = "Both must reach the trail."
  }
}

run "refuses_what_aws_refuses" {
  command = plan

  variables {
    name               = "-"
    bucket             = "Not A Bucket"
    log_retention_days = 2
    kms_key_arn        = "alias/mine"
  }

  expect_failures = [var.name, var.bucket, var.log_retention_days, var.kms_key_arn]
}
