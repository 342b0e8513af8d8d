# The primary Region makes the table and its replicas; the second Region finds its replica there.
module "user_locations" {
  source = "../../dynamodb-table"
  count  = local.primary ? 1 : 0

  name      = "${local.prefix}_user_locations"
  hash_key  = "user_id"
  range_key = "date_time"

  # is_private and is_real are Booleans in the data model. DynamoDB takes no Boolean as a key, and an item
  # whose key attribute has another type is refused: they are stored as the strings "true" and "false".
  # date_time beside them spreads an index of two values and gives its items in the order of time.
  global_secondary_indexes = {
    for name, hash_key in {
      lat_long_index   = "lat_long"
      is_private_index = "is_private"
      is_real_index    = "is_real"
    } : name => merge({ hash_key = hash_key, range_key = "date_time" }, local.index_capacity)
  }

  billing_mode = var.dynamodb_billing_mode
  capacity     = var.dynamodb_capacity

  # Global tables are fed from the stream, and whoever follows changes reads it in every environment.
  stream_view_type       = "NEW_AND_OLD_IMAGES"
  replicas               = var.secondary_region == null ? {} : { (var.secondary_region) = {} }
  point_in_time_recovery = var.dynamodb_point_in_time_recovery
  deletion_protection    = local.deletion_protection
}

locals {
  index_capacity = var.dynamodb_billing_mode != "PROVISIONED" ? { read_capacity = null, write_capacity = null } : {
    read_capacity  = try(var.dynamodb_capacity.min_read, null)
    write_capacity = try(var.dynamodb_capacity.max_write, null)
  }
}
