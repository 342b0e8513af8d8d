# Versioned, encrypted, private, and reached over TLS only: the block sees to all four.
module "bucket" {
  source = "../../s3-bucket"

  name                       = var.bucket
  versioning                 = true
  noncurrent_expiration_days = var.state_version_days
}
