provider "aws" {
  region = "us-east-1"
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  trail_arn = "arn:${data.aws_partition.current.partition}:cloudtrail:us-east-1:${data.aws_caller_identity.current.account_id}:trail/shop-audit"
}

module "bucket" {
  source = "../../../s3-bucket"

  name            = "shop-audit-trail"
  expiration_days = 365

  policy_statements = {
    TrailReadsAcl = {
      services   = ["cloudtrail.amazonaws.com"]
      actions    = ["s3:GetBucketAcl"]
      resources  = ["BUCKET_ARN"]
      source_arn = local.trail_arn
    }
    TrailWrites = {
      services   = ["cloudtrail.amazonaws.com"]
      actions    = ["s3:PutObject"]
      resources  = ["BUCKET_ARN/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]
      source_arn = local.trail_arn
    }
  }
}

# Who changed what, in every Region, kept for a year in the bucket and for 90 days in CloudWatch.
module "trail" {
  source = "../.."

  name   = "shop-audit"
  bucket = module.bucket.log_target
}
