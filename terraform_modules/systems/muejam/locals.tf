data "aws_caller_identity" "current" {}

locals {
  project    = "muejam"
  name       = "${var.environment}-${local.project}"
  production = var.environment == "production"

  # An unset switch follows the environment: production is guarded, the others are quick to change.
  deletion_protection = coalesce(var.deletion_protection, local.production)
  apply_immediately   = coalesce(var.apply_immediately, !local.production)

  replica_count = var.db_create_read_replicas ? var.db_replica_count : 0
  https_enabled = var.domain_name != null || var.certificate_arn != null
  bucket_suffix = var.s3_bucket_suffix == null ? "" : "-${var.s3_bucket_suffix}"

  # Amazon Linux 2023, read anew at each launch: a data source would change the plan with every image that AWS releases.
  image_id = coalesce(var.ami_id, "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
}
