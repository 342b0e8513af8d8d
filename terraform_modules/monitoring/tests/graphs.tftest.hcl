mock_provider "aws" {
  override_during = plan

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:us-east-1:123456789012:twitter-production-alerts" }
  }

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name = "twitter-production"
}

run "the_dashboard_draws_what_other_blocks_watch" {
  command = plan

  variables {
    graphs = [
      { title = "Throttled reads", metrics = [["AWS/DynamoDB", "ReadThrottleEvents", "TableName", "prod-user-notifications"]], threshold = 10 },
      { title = "Errors of all tables", metrics = [["AWS/DynamoDB", "UserErrors"]], threshold = 50 },
    ]
  }

  assert {
    condition     = [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.title] == ["Throttled reads", "Errors of all tables"]
    error_message = "Each graph must be on the dashboard."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].properties.metrics == [["AWS/DynamoDB", "ReadThrottleEvents", "TableName", "prod-user-notifications", { stat = "Sum" }]] && jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].properties.annotations.horizontal[0].value == 10
    error_message = "A graph must draw its metric and the threshold of its alarm."
  }
}

run "refuses_a_metric_that_is_none" {
  command = plan

  variables {
    graphs = [{ title = "Nothing", metrics = [["AWS/DynamoDB"]], threshold = 1 }]
  }

  expect_failures = [var.graphs]
}
