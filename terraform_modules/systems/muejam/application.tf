locals {
  # What the application is told. It holds addresses and the ARNs of secrets, never a secret.
  settings = merge(
    {
      ENVIRONMENT         = var.environment
      AWS_REGION          = var.aws_region
      PORT                = tostring(var.app_port)
      DATABASE_HOST       = module.rds.address
      DATABASE_PORT       = tostring(module.rds.port)
      DATABASE_NAME       = module.rds.database_name
      DATABASE_SECRET_ARN = module.rds.secret_arn
      DATABASE_REPLICAS   = join(",", module.rds.replica_addresses)
      REDIS_URL           = "rediss://${module.elasticache.primary_endpoint}:${module.elasticache.port}"
      MEDIA_BUCKET        = module.media.name
      STATIC_BUCKET       = module.static.name
      BACKUPS_BUCKET      = module.backups.name
    },
    var.redis_auth_token_enabled ? { REDIS_SECRET_ARN = module.redis_auth_token[0].arn } : {},
  )

  user_data = <<-SCRIPT
    #!/bin/bash
    set -euo pipefail
    install -d -m 0755 /etc/muejam
    cat > /etc/muejam/environment <<'SETTINGS'
    ${join("\n", [for name, value in local.settings : "${name}=${value}"])}
    SETTINGS
    ${var.start_command}
  SCRIPT
}

module "asg" {
  source = "../../asg"

  name          = local.name
  image_id      = local.image_id
  instance_type = var.instance_type
  key_name      = var.key_name
  user_data     = local.user_data
  topic_arn     = module.monitoring.topic_arn

  target_group_arn = module.alb.target_group_arn

  cpu = { high_percent = var.asg_cpu_high_percent, low_percent = var.asg_cpu_low_percent }

  network = {
    vpc_id                          = module.networking.vpc_id
    subnet_ids                      = module.networking.private_subnet_ids
    load_balancer_security_group_id = module.alb.security_group_id
    port                            = var.app_port
    egress = {
      postgres = { security_group_id = module.rds.security_group_id, port = module.rds.port }
      redis    = { security_group_id = module.elasticache.security_group_id, port = module.elasticache.port }
    }
  }

  size = {
    min     = var.asg_min_size
    max     = var.asg_max_size
    desired = var.asg_desired_capacity
  }

  permissions = {
    ListBuckets = {
      actions   = ["s3:ListBucket"]
      resources = [module.media.arn, module.static.arn, module.backups.arn]
    }
    UseMediaAndStatic = {
      actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      resources = ["${module.media.arn}/*", "${module.static.arn}/*"]
    }
    # A machine that was broken into must not be able to take the backups away.
    AddBackups = {
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = ["${module.backups.arn}/*"]
    }
    ReadSecrets = {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = concat([module.rds.secret_arn], module.redis_auth_token[*].arn)
    }
  }
}
