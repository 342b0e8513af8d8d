mock_provider "aws" {
  override_during = plan

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }

  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:us-east-1:123456789012:table/notifications" }
  }
}

variables {
  name     = "notifications"
  hash_key = "PK"
}

run "refuses_malformed_values" {
  command = plan

  variables {
    range_key        = "PK"
    stream_view_type = "EVERYTHING"
    ttl_attribute    = ""
    kms_key_arn      = "alias/mine"
    policy_name      = "no spaces"
    alarms           = { user_errors = 0 }
    alarm_topic_arns = ["ops@example.com"]
  }

  expect_failures = [var.range_key, var.stream_view_type, var.ttl_attribute, var.kms_key_arn, var.policy_name, var.alarms, var.alarm_topic_arns]
}

# In a run of its own: what is judged by the name is not judged beside one that is refused.
run "refuses_a_malformed_name" {
  command = plan
  variables {
    name = "a table"
  }
  expect_failures = [var.name]
}

run "refuses_an_empty_key" {
  command = plan
  variables {
    hash_key = ""
  }
  expect_failures = [var.hash_key]
}

run "refuses_an_unknown_billing_mode" {
  command = plan
  variables {
    billing_mode = "FREE"
  }
  expect_failures = [var.billing_mode]
}

run "refuses_capacity_without_provisioned" {
  command = plan
  variables {
    capacity = {}
  }
  expect_failures = [var.capacity]
}

run "refuses_provisioned_without_capacity" {
  command = plan
  variables {
    billing_mode = "PROVISIONED"
  }
  expect_failures = [var.capacity]
}

run "refuses_least_above_most" {
  command = plan
  variables {
    billing_mode = "PROVISIONED"
    capacity     = { min_write = 30, max_write = 20 }
  }
  expect_failures = [var.capacity]
}

run "refuses_no_capacity" {
  command = plan
  variables {
    billing_mode = "PROVISIONED"
    capacity     = { min_read = 0 }
  }
  expect_failures = [var.capacity]
}

run "refuses_a_target_out_of_bounds" {
  command = plan
  variables {
    billing_mode = "PROVISIONED"
    capacity     = { target_percent = 95 }
  }
  expect_failures = [var.capacity]
}

run "refuses_a_percentage_above_100" {
  command = plan
  variables {
    alarms = { capacity_percent = 120 }
  }
  expect_failures = [var.alarms]
}

run "refuses_a_boolean_key" {
  command = plan
  variables {
    attribute_types = { PK = "BOOL" }
  }
  expect_failures = [var.attribute_types]
}

run "refuses_an_attribute_that_is_no_key" {
  command = plan
  variables {
    attribute_types = { createdAt = "N" }
  }
  expect_failures = [var.attribute_types]
}

run "refuses_an_index_without_a_proper_name" {
  command = plan
  variables {
    global_secondary_indexes = { "i" = { hash_key = "type" } }
  }
  expect_failures = [var.global_secondary_indexes]
}

run "refuses_an_unknown_projection" {
  command = plan
  variables {
    global_secondary_indexes = { by-type = { hash_key = "type", projection_type = "SOME" } }
  }
  expect_failures = [var.global_secondary_indexes]
}

run "refuses_attributes_that_are_not_included" {
  command = plan
  variables {
    global_secondary_indexes = { by-type = { hash_key = "type", non_key_attributes = ["read"] } }
  }
  expect_failures = [var.global_secondary_indexes]
}

run "refuses_index_capacity_on_demand" {
  command = plan
  variables {
    global_secondary_indexes = { by-type = { hash_key = "type", read_capacity = 5, write_capacity = 5 } }
  }
  expect_failures = [var.global_secondary_indexes]
}

run "refuses_an_index_without_capacity_when_provisioned" {
  command = plan
  variables {
    billing_mode             = "PROVISIONED"
    capacity                 = {}
    global_secondary_indexes = { by-type = { hash_key = "type" } }
  }
  expect_failures = [var.global_secondary_indexes]
}

run "refuses_a_replica_in_its_own_region" {
  command = plan
  variables {
    stream_view_type = "NEW_AND_OLD_IMAGES"
    replicas         = { us-east-1 = {} }
  }
  expect_failures = [var.replicas]
}

run "refuses_replicas_without_a_stream_of_both_images" {
  command = plan
  variables {
    stream_view_type = "NEW_IMAGE"
    replicas         = { us-west-2 = {} }
  }
  expect_failures = [var.replicas]
}

run "refuses_a_replica_encrypted_otherwise" {
  command = plan
  variables {
    stream_view_type = "NEW_AND_OLD_IMAGES"
    kms_key_arn      = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    replicas         = { us-west-2 = {} }
  }
  expect_failures = [var.replicas]
}

run "refuses_a_name_too_long_for_its_policies" {
  command = plan

  variables {
    name = join("", [for part in range(12) : "0123456789"])
  }

  expect_failures = [var.policy_name]
}

run "refuses_an_index_with_one_attribute_for_both_keys" {
  command = plan

  variables {
    global_secondary_indexes = { byStatus = { hash_key = "status", range_key = "status" } }
  }

  expect_failures = [var.global_secondary_indexes]
}
