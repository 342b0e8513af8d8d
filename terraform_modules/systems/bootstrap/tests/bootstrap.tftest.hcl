mock_provider "aws" {}

variables {
  system     = "replaydash"
  aws_region = "us-east-1"
  bucket     = "replaydash-terraform-state"
}

run "a_lock_file_needs_no_table" {
  command = plan

  assert {
    condition     = length(module.lock_table) == 0
    error_message = "A table is made only where one is asked for."
  }
}

run "a_lock_table_where_one_is_asked_for" {
  command = plan

  variables {
    lock_table = "replaydash-terraform-locks"
  }

  assert {
    condition     = length(module.lock_table) == 1
    error_message = "The lock table is missing."
  }
}

run "names_that_aws_would_refuse" {
  command = plan

  variables {
    system             = "Replay Dash"
    aws_region         = "us_east_1"
    bucket             = "Replay_Dash"
    lock_table         = "x"
    state_version_days = 7
  }

  expect_failures = [var.system, var.aws_region, var.bucket, var.lock_table, var.state_version_days]
}
