provider "aws" {
  region = "us-east-1"
}

# A key of one's own, cheaper classes for what is old, web pages that may read, a service that may write.
module "media" {
  source = "../.."

  name                       = "shop-production-media"
  kms_key_arn                = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  transitions                = [{ days = 30, storage_class = "STANDARD_IA" }, { days = 90, storage_class = "GLACIER_IR" }]
  expiration_days            = 365
  noncurrent_expiration_days = 14
  cors                       = { origins = ["https://shop.example.com"], methods = ["GET", "PUT"] }

  policy_statements = {
    Inventory = {
      services       = ["s3.amazonaws.com"]
      actions        = ["s3:PutObject"]
      resources      = ["BUCKET_ARN/inventory/*"]
      source_account = "123456789012"
    }
  }
}

# What can be made again needs no earlier versions, and goes with its bucket.
module "cache" {
  source = "../.."

  name            = "shop-dev-thumbnails"
  versioning      = false
  expiration_days = 30
  force_destroy   = true
}
