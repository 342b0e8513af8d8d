mock_provider "aws" {}

variables {
  prefix = "/replaydash/dev"
  values = { DATABASE_HOST = "db.internal", DATABASE_PORT = "5432" }
}

run "each_setting_stands_under_the_path" {
  command = plan

  assert {
    condition     = aws_ssm_parameter.this["DATABASE_HOST"].name == "/replaydash/dev/DATABASE_HOST"
    error_message = "A parameter's name must be the path and its key."
  }

  assert {
    condition     = length(aws_ssm_parameter.this) == 2 && output.names["DATABASE_PORT"] == "/replaydash/dev/DATABASE_PORT"
    error_message = "Each value must become one parameter and one output."
  }
}

run "refuses_a_bad_path_and_name" {
  command = plan

  variables {
    prefix = "replaydash/"
    values = { "WITH SPACE" = "x" }
  }

  expect_failures = [var.prefix, var.values]
}

run "refuses_a_reserved_path_and_an_empty_value" {
  command = plan

  variables {
    prefix = "/AWS/things"
    values = { EMPTY = "" }
  }

  expect_failures = [var.prefix, var.values]
}
