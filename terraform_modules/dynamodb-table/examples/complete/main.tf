provider "aws" {
  region = "us-east-1"
}

# An index, a stream, items that expire, alarms, and a copy in another Region.
module "orders" {
  source = "../.."

  name             = "shop-production-orders"
  hash_key         = "customerId"
  range_key        = "orderedAt"
  attribute_types  = { orderedAt = "N" }
  stream_view_type = "NEW_AND_OLD_IMAGES"
  ttl_attribute    = "expiresAt"
  policy_name      = "shop-production-orders"
  alarms           = { user_errors = 100 }
  alarm_topic_arns = ["arn:aws:sns:us-east-1:123456789012:alerts"]

  contributor_insights = true

  global_secondary_indexes = {
    byStatus = {
      hash_key           = "status"
      range_key          = "orderedAt"
      projection_type    = "INCLUDE"
      non_key_attributes = ["total"]
    }
  }

  replicas = {
    us-west-2 = { point_in_time_recovery = true }
  }
}

# Capacity that is bought and moved within bounds, under a key of one's own, free to be deleted.
module "visits" {
  source = "../.."

  name                   = "shop-dev-visits"
  hash_key               = "visitId"
  billing_mode           = "PROVISIONED"
  capacity               = { min_read = 5, max_read = 50, min_write = 10, max_write = 200, target_percent = 60 }
  kms_key_arn            = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  point_in_time_recovery = false
  deletion_protection    = false
  iam_policies           = false
}
