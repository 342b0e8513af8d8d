locals {
  project    = "mtk"
  production = var.environment == "prod"

  # The same configuration serves both Regions; which part it plays follows from where it is applied.
  primary   = var.aws_region == var.primary_region
  secondary = !local.primary

  # Unset switches follow the environment: production is guarded, the others are quick to change.
  deletion_protection = coalesce(var.deletion_protection, local.production)
  apply_immediately   = coalesce(var.apply_immediately, !local.production)
}
