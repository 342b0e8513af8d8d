# Bucket, key, region and lock table differ by environment and are given at init. Newer engines
# lock with a file beside the state (use_lockfile); the document's DynamoDB table is locked as well,
# so that an engine that knows only the table cannot write at the same time.
terraform {
  backend "s3" {}
}
