mock_provider "aws" {}

variables {
  name        = "replaydash-dev-session-key"
  description = "Signs sessions"
}

run "a_value_is_generated_when_none_is_given" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret_version.this.secret_string_wo_version == 1
    error_message = "The first version must be written without a value from outside."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.this.secret_string == null
    error_message = "The value must go through the write-only argument, never through the one that the state keeps."
  }

  assert {
    condition     = aws_secretsmanager_secret.this.recovery_window_in_days == 30
    error_message = "A deleted secret must be recoverable unless somebody decides otherwise."
  }
}

run "a_given_value_is_not_kept" {
  command = apply

  variables {
    value         = "0123456789abcdef0123456789abcdef"
    value_version = 3
    recovery_days = 0
  }

  assert {
    condition     = aws_secretsmanager_secret_version.this.secret_string_wo == null && aws_secretsmanager_secret_version.this.secret_string == null
    error_message = "The state must not hold the secret's value."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.this.secret_string_wo_version == 3
    error_message = "The version that was asked for must be written."
  }
}

run "refuses_what_aws_refuses_late" {
  command = plan

  variables {
    name          = "has a space"
    description   = ""
    value_version = 0
    recovery_days = 3
  }

  expect_failures = [var.name, var.description, var.value_version, var.recovery_days]
}

run "refuses_a_name_like_awss_own_suffix" {
  command = plan

  variables {
    name          = "replaydash-dev-secret"
    value_version = 1.5
    value         = "too short"
  }

  expect_failures = [var.name, var.value_version, var.value]
}
