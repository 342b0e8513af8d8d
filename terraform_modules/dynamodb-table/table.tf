data "aws_region" "current" {}

locals {
  index_attributes = flatten([for index in values(var.global_secondary_indexes) : compact([index.hash_key, index.range_key])])
  key_attributes   = toset(concat(compact([var.hash_key, var.range_key]), local.index_attributes))
}

resource "aws_dynamodb_table" "this" {
  #checkov:skip=CKV_AWS_28:Switched by point_in_time_recovery, on by default; it is billed by the size of the table.

  name         = var.name
  hash_key     = var.hash_key
  range_key    = var.range_key
  billing_mode = var.billing_mode

  read_capacity  = try(var.capacity.min_read, null)
  write_capacity = try(var.capacity.min_write, null)

  # What a literal prevent_destroy would do, decided by a variable: Terraform takes no variable there.
  deletion_protection_enabled = var.deletion_protection

  stream_enabled   = var.stream_view_type != null
  stream_view_type = var.stream_view_type

  dynamic "attribute" {
    for_each = local.key_attributes
    content {
      name = attribute.value
      type = lookup(var.attribute_types, attribute.value, "S")
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.global_secondary_indexes
    content {
      name               = global_secondary_index.key
      hash_key           = global_secondary_index.value.hash_key
      range_key          = global_secondary_index.value.range_key
      projection_type    = global_secondary_index.value.projection_type
      non_key_attributes = global_secondary_index.value.non_key_attributes
      read_capacity      = global_secondary_index.value.read_capacity
      write_capacity     = global_secondary_index.value.write_capacity
    }
  }

  dynamic "replica" {
    for_each = var.replicas
    content {
      region_name            = replica.key
      point_in_time_recovery = replica.value.point_in_time_recovery
      propagate_tags         = replica.value.propagate_tags
      kms_key_arn            = replica.value.kms_key_arn
    }
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery
  }

  dynamic "ttl" {
    for_each = var.ttl_attribute == null ? [] : [var.ttl_attribute]
    content {
      enabled        = true
      attribute_name = ttl.value
    }
  }

  # Every table is encrypted; enabled = false, the default, means a key that AWS owns.
  dynamic "server_side_encryption" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]
    content {
      enabled     = true
      kms_key_arn = server_side_encryption.value
    }
  }

  tags = { Name = var.name }

  lifecycle {
    # Autoscaling moves them; an apply must not set them back.
    ignore_changes = [read_capacity, write_capacity]
  }
}

resource "aws_dynamodb_contributor_insights" "this" {
  count = var.contributor_insights ? 1 : 0

  table_name = aws_dynamodb_table.this.name
}
