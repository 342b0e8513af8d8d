module "dynamodb" {
  source = "../../dynamodb-table"

  name      = var.dynamodb_notifications_table_name
  hash_key  = "PK" # USER#<userId>
  range_key = "SK" # NOTIF#<timestamp>#<notifId>

  billing_mode = var.dynamodb_billing_mode
  capacity     = var.dynamodb_capacity

  stream_view_type       = var.dynamodb_stream_enabled ? var.dynamodb_stream_view_type : null
  ttl_attribute          = var.dynamodb_ttl_enabled ? var.dynamodb_ttl_attribute_name : null
  point_in_time_recovery = var.dynamodb_pitr_enabled
  contributor_insights   = var.dynamodb_contributor_insights_enabled
  kms_key_arn            = var.dynamodb_kms_key_arn
  deletion_protection    = var.dynamodb_prevent_destroy
  policy_name            = "${local.short_environment}-dynamodb-notifications"

  alarms           = var.dynamodb_enable_alarms ? var.dynamodb_alarm_thresholds : null
  alarm_topic_arns = module.monitoring[*].topic_arn
}
