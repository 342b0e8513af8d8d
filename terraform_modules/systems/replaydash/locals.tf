data "aws_caller_identity" "current" {}

locals {
  project    = "replaydash"
  name       = "${local.project}-${var.environment}"
  production = var.environment == "production"

  # An unset switch follows the environment: production is guarded, the others are quick to change.
  deletion_protection = coalesce(var.deletion_protection, local.production)
  apply_immediately   = coalesce(var.apply_immediately, !local.production)

  api_domain    = var.domain_name == null ? null : "${var.api_subdomain}.${var.domain_name}"
  https_enabled = var.domain_name != null || var.certificate_arn != null
}
