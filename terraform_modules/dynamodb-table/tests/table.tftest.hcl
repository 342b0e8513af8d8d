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

run "on_demand_protected_and_restorable_by_default" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST" && length(aws_appautoscaling_target.this) == 0 && length(aws_appautoscaling_policy.this) == 0
    error_message = "Requests must be billed, with nothing to scale."
  }

  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled && aws_dynamodb_table.this.point_in_time_recovery[0].enabled
    error_message = "The table must be guarded against deletion and restorable unless that is turned off."
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.this.attribute : attribute.name => attribute.type } == { PK = "S", SK = "S" }
    error_message = "The keys must be declared as strings, and nothing else."
  }

  assert {
    condition     = !aws_dynamodb_table.this.stream_enabled && output.stream_arn == null && length(aws_dynamodb_table.this.ttl) == 0 && length(aws_dynamodb_table.this.server_side_encryption) == 0
    error_message = "Stream, TTL and a customer's key must come only when they are asked for."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && length(aws_cloudwatch_metric_alarm.system_errors) == 0 && output.graphs == [] && length(aws_dynamodb_contributor_insights.this) == 0
    error_message = "Alarms and Contributor Insights, which are billed, must come only when they are asked for."
  }
}

run "items_may_be_used_but_the_table_not_changed" {
  command = plan

  assert {
    condition     = aws_iam_policy.full[0].name == "staging-user-notifications-access" && aws_iam_policy.read_only[0].name == "staging-user-notifications-read-only"
    error_message = "The policies must be named after the table."
  }

  assert {
    condition = alltrue([
      for action in flatten([for statement in jsondecode(aws_iam_policy.full[0].policy).Statement : statement.Action]) :
      !strcontains(action, "*") && !contains(["dynamodb:CreateTable", "dynamodb:DeleteTable", "dynamodb:UpdateTable"], action)
    ])
    error_message = "The full policy must name each action and must not let the table itself be changed."
  }

  assert {
    condition     = !anytrue([for action in jsondecode(aws_iam_policy.read_only[0].policy).Statement[0].Action : can(regex("Put|Update|Delete|Write", action))])
    error_message = "The read-only policy must not let anything be written."
  }

  assert {
    condition     = jsondecode(aws_iam_policy.full[0].policy).Statement[0].Resource == ["arn:aws:dynamodb:us-east-1:123456789012:table/staging-user-notifications", "arn:aws:dynamodb:us-east-1:123456789012:table/staging-user-notifications/index/*"]
    error_message = "The policies must hold for this table and its indexes only."
  }
}

run "policies_may_be_named_or_left_out" {
  command = plan

  variables {
    policy_name = "staging-dynamodb-notifications"
  }

  assert {
    condition     = aws_iam_policy.full[0].name == "staging-dynamodb-notifications-access" && aws_iam_policy.read_only[0].name == "staging-dynamodb-notifications-read-only"
    error_message = "The policies must have the name that was given."
  }
}

run "nobody_needs_the_policies" {
  command = plan

  variables {
    iam_policies = false
  }

  assert {
    condition     = length(aws_iam_policy.full) == 0 && output.access_policy_arn == null && output.read_only_policy_arn == null
    error_message = "No policies may be made where they are turned off."
  }
}

run "every_stream_view" {
  command = plan

  variables {
    stream_view_type = "KEYS_ONLY"
  }

  assert {
    condition     = aws_dynamodb_table.this.stream_enabled && aws_dynamodb_table.this.stream_view_type == "KEYS_ONLY" && output.stream_arn != null
    error_message = "The stream must hold what was asked for."
  }

  assert {
    condition     = jsondecode(aws_iam_policy.read_only[0].policy).Statement[1].Sid == "ReadStream" && endswith(jsondecode(aws_iam_policy.read_only[0].policy).Statement[1].Resource[0], "/stream/*")
    error_message = "Whoever reads the table may read its stream."
  }
}

run "new_images" {
  command = plan
  variables {
    stream_view_type = "NEW_IMAGE"
  }
  assert {
    condition     = aws_dynamodb_table.this.stream_view_type == "NEW_IMAGE"
    error_message = "The stream must hold the new images."
  }
}

run "old_images" {
  command = plan
  variables {
    stream_view_type = "OLD_IMAGE"
  }
  assert {
    condition     = aws_dynamodb_table.this.stream_view_type == "OLD_IMAGE"
    error_message = "The stream must hold the old images."
  }
}

run "switches" {
  command = plan

  variables {
    deletion_protection    = false
    point_in_time_recovery = false
    ttl_attribute          = "ttl"
    contributor_insights   = true
    kms_key_arn            = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = !aws_dynamodb_table.this.deletion_protection_enabled && !aws_dynamodb_table.this.point_in_time_recovery[0].enabled
    error_message = "Both guards must be off where they were turned off."
  }

  assert {
    condition     = aws_dynamodb_table.this.ttl[0].enabled && aws_dynamodb_table.this.ttl[0].attribute_name == "ttl"
    error_message = "Items must expire by the attribute."
  }

  assert {
    condition     = length(aws_dynamodb_contributor_insights.this) == 1
    error_message = "Contributor Insights must be on."
  }

  assert {
    condition     = aws_dynamodb_table.this.server_side_encryption[0].enabled && endswith(aws_dynamodb_table.this.server_side_encryption[0].kms_key_arn, "555555555555")
    error_message = "The customer's key must encrypt the table."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_iam_policy.full[0].policy).Statement : statement if statement.Sid == "UseTableKey"]).Condition.StringEquals["kms:ViaService"] == "dynamodb.us-east-1.amazonaws.com"
    error_message = "Whoever uses the table may use its key, through DynamoDB only."
  }
}

run "provisioned_capacity_is_scaled" {
  command = plan

  variables {
    billing_mode = "PROVISIONED"
    capacity     = { min_read = 10, max_read = 50, min_write = 2, max_write = 20, target_percent = 60 }
  }

  assert {
    condition     = aws_dynamodb_table.this.read_capacity == 10 && aws_dynamodb_table.this.write_capacity == 2
    error_message = "The table must begin with the least capacity."
  }

  assert {
    condition     = aws_appautoscaling_target.this["read"].max_capacity == 50 && aws_appautoscaling_target.this["write"].min_capacity == 2 && aws_appautoscaling_target.this["write"].scalable_dimension == "dynamodb:table:WriteCapacityUnits"
    error_message = "Autoscaling must keep to the bounds."
  }

  assert {
    condition     = aws_appautoscaling_policy.this["read"].target_tracking_scaling_policy_configuration[0].target_value == 60 && aws_appautoscaling_policy.this["write"].target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].predefined_metric_type == "DynamoDBWriteCapacityUtilization"
    error_message = "Autoscaling must aim at the use asked for."
  }
}

run "a_global_table_with_indexes" {
  command = plan

  variables {
    attribute_types  = { is_private = "N" }
    stream_view_type = "NEW_AND_OLD_IMAGES"
    replicas         = { us-west-2 = {} }
    global_secondary_indexes = {
      lat_long_index   = { hash_key = "lat_long", range_key = "SK" }
      is_private_index = { hash_key = "is_private", projection_type = "INCLUDE", non_key_attributes = ["lat_long"] }
    }
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.this.attribute : attribute.name => attribute.type } == { PK = "S", SK = "S", lat_long = "S", is_private = "N" }
    error_message = "Each key of table and indexes must be declared once, with its type."
  }

  assert {
    condition     = { for index in aws_dynamodb_table.this.global_secondary_index : index.name => index.projection_type } == { lat_long_index = "ALL", is_private_index = "INCLUDE" }
    error_message = "Both indexes must be made."
  }

  assert {
    condition     = one([for replica in aws_dynamodb_table.this.replica : replica]).region_name == "us-west-2" && one([for replica in aws_dynamodb_table.this.replica : replica]).point_in_time_recovery
    error_message = "The replica must stand in its Region and be restorable, too."
  }
}
