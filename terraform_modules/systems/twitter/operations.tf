module "monitoring" {
  source = "../../monitoring"
  count  = var.dynamodb_enable_alarms ? 1 : 0

  name        = local.name
  alert_email = var.alert_email
  graphs      = module.dynamodb.graphs
}

module "trail" {
  source = "../../cloudtrail"
  count  = var.cloudtrail_enabled ? 1 : 0

  name               = local.name
  bucket             = module.trail_logs[0].log_target
  log_retention_days = var.cloudtrail_log_retention_days
}

module "trail_logs" {
  source = "../../s3-bucket"
  count  = var.cloudtrail_enabled ? 1 : 0

  # The account id makes the name unique in the whole of AWS.
  name            = "${local.name}-cloudtrail-${local.account}"
  force_destroy   = !local.production
  expiration_days = 365

  policy_statements = {
    CloudTrailReadsAcl = {
      services   = ["cloudtrail.amazonaws.com"]
      actions    = ["s3:GetBucketAcl"]
      resources  = ["BUCKET_ARN"]
      source_arn = local.trail_arn
    }
    CloudTrailWrites = {
      services   = ["cloudtrail.amazonaws.com"]
      actions    = ["s3:PutObject"]
      resources  = ["BUCKET_ARN/AWSLogs/${local.account}/*"]
      source_arn = local.trail_arn
    }
  }
}

locals {
  # Composed rather than read: the bucket has to let the trail in before there is one.
  trail_arn = "arn:${data.aws_partition.current.partition}:cloudtrail:${var.aws_region}:${local.account}:trail/${local.name}"
}
