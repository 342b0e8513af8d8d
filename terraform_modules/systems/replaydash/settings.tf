locals {
  # Names that environment_variables may not take; a test holds them against the maps below.
  own_variables = [
    "AWS_REGION", "DATABASE_HOST", "DATABASE_NAME", "DATABASE_PASSWORD", "DATABASE_PORT", "DATABASE_SECRET_ARN",
    "DATABASE_USERNAME", "NODE_ENV", "PORT", "REDIS_URL", "SESSION_BUCKET", "SESSION_SECRET", "SESSION_SECRET_VERSION",
  ]

  # What the container is told. The names are the ones that the image reads.
  environment = {
    NODE_ENV            = "production"
    PORT                = tostring(var.container_port)
    AWS_REGION          = var.aws_region
    DATABASE_SECRET_ARN = module.database.secret_arn

    # A new version makes a new task definition, without which running tasks keep the old secret.
    SESSION_SECRET_VERSION = tostring(var.session_secret_version)
  }

  settings = {
    DATABASE_HOST  = module.database.address
    DATABASE_PORT  = tostring(module.database.port)
    DATABASE_NAME  = module.database.database_name
    REDIS_URL      = "rediss://${module.cache.primary_endpoint}:${module.cache.port}"
    SESSION_BUCKET = module.sessions.name
  }

  secrets = merge(module.settings.arns, {
    DATABASE_USERNAME = "${module.database.secret_arn}:username::"
    DATABASE_PASSWORD = "${module.database.secret_arn}:password::"
    SESSION_SECRET    = module.session_secret.arn
  })
}

module "settings" {
  source = "../../ssm-parameters"

  prefix = "/${local.project}/${var.environment}"
  values = local.settings
}

module "session_secret" {
  source = "../../secret"

  name          = "${local.name}-session-key"
  description   = "Signs the sessions of the ${local.name} API"
  value         = var.session_secret
  value_version = var.session_secret_version
  recovery_days = local.production ? 30 : 0
}
