mock_provider "aws" {
  override_during = plan

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::replaydash-dev-sessions" }
  }
}

variables {
  name = "replaydash-dev-sessions"
}

run "closed_encrypted_and_versioned_by_default" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "Every way to make the bucket public must be blocked."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Objects must be encrypted."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled" && !aws_s3_bucket.this.force_destroy
    error_message = "Overwritten objects must be kept, and the bucket must not be destroyed with objects in it."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false" && jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Effect == "Deny"
    error_message = "Requests without TLS must be denied."
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this.rule[0].transition) == 0 && length(aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration) == 0
    error_message = "Objects must stay where they are unless a lifecycle is given."
  }
}

run "objects_move_and_expire" {
  command = plan

  variables {
    transitions     = [{ days = 30, storage_class = "STANDARD_IA" }, { days = 90, storage_class = "GLACIER_IR" }]
    expiration_days = 365
    versioning      = false
  }

  assert {
    condition     = toset([for step in aws_s3_bucket_lifecycle_configuration.this.rule[0].transition : step.days]) == toset([30, 90])
    error_message = "Each transition must be in the lifecycle."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 365
    error_message = "Objects must expire at the given age."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Suspended"
    error_message = "Versioning must be off where it was turned off."
  }
}

run "a_service_may_write_with_a_key_of_ones_own" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    policy_statements = {
      Logs = {
        services       = ["logdelivery.elasticloadbalancing.amazonaws.com"]
        actions        = ["s3:PutObject"]
        resources      = ["BUCKET_ARN/AWSLogs/*"]
        source_account = "123456789012"
      }
    }
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[1].Resource == ["arn:aws:s3:::replaydash-dev-sessions/AWSLogs/*"]
    error_message = "The placeholder must become the bucket's ARN."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[1].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "The statement must hold for the given account only."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "The key must encrypt the objects."
  }
}

run "a_service_may_be_let_in_for_one_of_its_resources_only" {
  command = plan

  variables {
    policy_statements = {
      Trail = {
        services   = ["cloudtrail.amazonaws.com"]
        actions    = ["s3:GetBucketAcl"]
        resources  = ["BUCKET_ARN"]
        source_arn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit"
      }
    }
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[1].Condition.StringEquals == { "aws:SourceArn" = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit" }
    error_message = "The statement must hold for the given resource only."
  }
}

run "refuses_bad_names_ages_and_keys" {
  command = plan

  variables {
    name                       = "Has.Dots"
    expiration_days            = 0
    noncurrent_expiration_days = 0
    kms_key_arn                = "alias/mine"
  }

  expect_failures = [var.name, var.expiration_days, var.noncurrent_expiration_days, var.kms_key_arn]
}

run "refuses_an_unknown_storage_class" {
  command = plan

  variables {
    transitions = [{ days = 30, storage_class = "COLD" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_infrequent_access_before_30_days" {
  command = plan

  variables {
    transitions = [{ days = 7, storage_class = "STANDARD_IA" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_transitions_that_go_back_in_time" {
  command = plan

  variables {
    transitions = [{ days = 90, storage_class = "GLACIER_IR" }, { days = 30, storage_class = "STANDARD_IA" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_to_expire_before_the_last_transition" {
  command = plan

  variables {
    transitions     = [{ days = 90, storage_class = "GLACIER_IR" }]
    expiration_days = 60
  }

  expect_failures = [var.expiration_days]
}

run "refuses_wildcard_actions" {
  command = plan

  variables {
    policy_statements = {
      Everything = { services = ["s3.amazonaws.com"], actions = ["s3:*"], resources = ["BUCKET_ARN"] }
    }
  }

  expect_failures = [var.policy_statements]
}

run "a_bucket_that_goes_with_its_objects" {
  command = plan

  variables {
    force_destroy = true
  }

  assert {
    condition     = aws_s3_bucket.this.force_destroy
    error_message = "Objects must not be in the way where they were given up."
  }
}

run "refuses_transitions_to_a_warmer_class" {
  command = plan

  variables {
    transitions = [{ days = 30, storage_class = "GLACIER" }, { days = 90, storage_class = "GLACIER_IR" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_to_leave_infrequent_access_before_30_days" {
  command = plan

  variables {
    transitions = [{ days = 30, storage_class = "STANDARD_IA" }, { days = 45, storage_class = "GLACIER" }]
  }

  expect_failures = [var.transitions]
}
