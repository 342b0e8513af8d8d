# What users upload. Old pictures are looked at rarely.
module "media" {
  source = "../../s3-bucket"

  name          = "${local.name}-media${local.bucket_suffix}"
  force_destroy = !local.production
  versioning    = var.enable_versioning
  transitions   = [{ days = 90, storage_class = "STANDARD_IA" }]
  cors          = local.cors
}

module "static" {
  source = "../../s3-bucket"

  name          = "${local.name}-static${local.bucket_suffix}"
  force_destroy = !local.production
  versioning    = var.enable_versioning
  cors          = local.cors
}

module "backups" {
  source = "../../s3-bucket"

  name            = "${local.name}-backups${local.bucket_suffix}"
  force_destroy   = !local.production
  versioning      = var.enable_versioning
  transitions     = var.backup_retention_days > 30 ? [{ days = 30, storage_class = "STANDARD_IA" }] : []
  expiration_days = var.backup_retention_days
}

module "access_logs" {
  source = "../../s3-bucket"
  count  = var.alb_access_logs ? 1 : 0

  name            = "${local.name}-alb-logs${local.bucket_suffix}"
  force_destroy   = !local.production
  versioning      = false
  expiration_days = 90

  policy_statements = {
    LoadBalancerLogs = {
      services  = ["logdelivery.elasticloadbalancing.amazonaws.com"]
      actions   = ["s3:PutObject"]
      resources = ["BUCKET_ARN/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]
    }
  }
}

locals {
  cors = length(var.allowed_origins) == 0 ? null : { origins = var.allowed_origins }
}
