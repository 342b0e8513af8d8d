module "ecr" {
  source = "../../ecr"

  name         = "${local.name}-api"
  force_delete = !local.production

  # Releases move the tag "latest" along with each version's own tag.
  tag_mutability = "MUTABLE"
}

module "api" {
  source = "../../ecs-service"

  name               = "${local.name}-api"
  cluster_name       = "${local.name}-cluster"
  target_group_arn   = module.alb.target_group_arn
  spot               = var.use_spot
  execute_command    = var.enable_execute_command
  container_insights = var.container_insights
  log_retention_days = var.log_retention_days

  network = {
    vpc_id                          = module.network.vpc_id
    subnet_ids                      = module.network.private_subnet_ids
    load_balancer_security_group_id = module.alb.security_group_id
    egress = {
      postgres = { security_group_id = module.database.security_group_id, port = module.database.port }
      redis    = { security_group_id = module.cache.security_group_id, port = module.cache.port }
    }
  }

  image = {
    repository_url = module.ecr.url
    repository_arn = module.ecr.arn
    tag            = var.image_tag
  }

  task_size = {
    cpu    = var.task_cpu
    memory = var.task_memory
  }

  container = {
    port        = var.container_port
    environment = merge(var.environment_variables, local.environment)
    secrets     = local.secrets
  }

  migration = {
    name    = "${local.name}-migrate"
    command = var.migration_command
  }

  scaling = {
    desired       = var.desired_count
    min           = var.min_count
    max           = var.max_count
    cpu_target    = var.cpu_target
    memory_target = var.memory_target
  }

  off_hours = !var.off_hours_enabled ? null : {
    stop     = var.off_hours_stop
    start    = var.off_hours_start
    timezone = var.off_hours_timezone
  }

  readable = {
    secrets    = [module.session_secret.arn, module.database.secret_arn]
    parameters = values(module.settings.arns)
  }

  permissions = {
    ListSessions = {
      actions   = ["s3:ListBucket"]
      resources = [module.sessions.arn]
    }
    UseSessions = {
      actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      resources = ["${module.sessions.arn}/*"]
    }
    # RDS changes the password on its own; a running task has to be able to read the new one.
    ReadDatabaseSecret = {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [module.database.secret_arn]
    }
  }
}
