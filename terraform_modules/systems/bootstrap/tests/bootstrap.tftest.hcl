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

run "no_team_table_unless_one_is_asked_for" {
  command = plan

  assert {
    condition     = length(module.team_table) == 0
    error_message = "A team's table is made only where one is asked for."
  }
}

run "a_team_table_that_is_not_lost" {
  command = apply

  variables {
    team_table = "acme-infra-console"
  }

  assert {
    condition     = output.team_table == "acme-infra-console"
    error_message = "The team's table is missing."
  }
}

run "a_team_table_that_aws_would_refuse" {
  command = plan

  variables {
    team_table = "y"
  }

  expect_failures = [var.team_table]
}

run "a_team_table_that_is_the_lock_table" {
  command = plan

  variables {
    lock_table = "shared"
    team_table = "shared"
  }

  expect_failures = [var.team_table]
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
