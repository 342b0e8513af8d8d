mock_provider "aws" {
  override_during = plan

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }

  mock_resource "aws_dynamodb_table" {
    defaults = {
      arn        = "arn:aws:dynamodb:us-east-1:123456789012:table/staging-user-notifications"
      stream_arn = "arn:aws:dynamodb:us-east-1:123456789012:table/staging-user-notifications/stream/2026"
    }
  }
}

variables {
  name      = "staging-user-notifications"
  hash_key  = "PK"
  range_key = "SK"
}

run "alarms_of_an_on_demand_table" {
  command = plan

  variables {
    alarms           = {}
    alarm_topic_arns = ["arn:aws:sns:us-east-1:123456789012:alerts"]
  }

  assert {
    condition     = { for key, alarm in aws_cloudwatch_metric_alarm.this : alarm.metric_name => alarm.threshold } == { ReadThrottleEvents = 10, WriteThrottleEvents = 10, UserErrors = 50 }
    error_message = "Throttled requests and errors must go off above the thresholds of the document."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.comparison_operator == "GreaterThanThreshold" && alarm.alarm_actions == toset(["arn:aws:sns:us-east-1:123456789012:alerts"])])
    error_message = "Each alarm must go off above its threshold and tell the topic."
  }

  assert {
    condition     = length(coalesce(aws_cloudwatch_metric_alarm.this["user-errors"].dimensions, {})) == 0
    error_message = "DynamoDB counts user errors for the account: with a table's name the alarm would never go off."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.system_errors[0].threshold == 5 && length([for query in aws_cloudwatch_metric_alarm.system_errors[0].metric_query : query if length(query.metric) > 0]) == 10
    error_message = "System errors must be added up over the operations, at most ten as CloudWatch allows."
  }

  assert {
    condition     = length(output.alarm_names) == 4 && length(output.graphs) == 4
    error_message = "Alarms and graphs must be found from the outputs."
  }
}

run "alarms_of_a_provisioned_table" {
  command = plan

  variables {
    billing_mode = "PROVISIONED"
    capacity     = { max_read = 100, max_write = 50 }
    alarms       = { capacity_percent = 80 }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["read-capacity"].threshold == 24000 && aws_cloudwatch_metric_alarm.this["write-capacity"].threshold == 12000
    error_message = "80 percent of 100 units a second are 24000 in the 300 seconds of a period."
  }
}
