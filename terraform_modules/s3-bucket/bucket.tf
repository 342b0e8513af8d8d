resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Server access logs need a bucket of their own and nobody reads them; CloudTrail tells who changed the bucket.
  #checkov:skip=CKV_AWS_21:Switched by versioning, on by default; off only for what can be made again, such as logs.
  #checkov:skip=CKV_AWS_144:A copy in another Region doubles the price of storage and is asked for by no document; earlier versions are kept.
  #checkov:skip=CKV2_AWS_62:Nothing waits for events of the bucket; who does adds a notification to the name in the outputs.

  bucket        = var.name
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = var.versioning ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}
