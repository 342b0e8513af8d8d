# Bucket, key and region differ by environment and are given at init, with use_lockfile = true.
terraform {
  backend "s3" {}
}
