locals {
  port         = 5432
  major        = split(".", var.engine_version)[0]
  log_exports  = ["postgresql", "upgrade"]
  pins_a_minor = strcontains(var.engine_version, ".")

  # Alone it is the database; with replicas to come it is one of several.
  identifier = var.replicas == null ? var.name : "${var.name}-primary"
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Private subnets of ${var.name}"
  subnet_ids  = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  # The family is in the name because changing it replaces the group while it is still in use.
  name        = "${var.name}-pg${local.major}"
  family      = "postgres${local.major}"
  description = "Settings of ${var.name}"

  dynamic "parameter" {
    for_each = merge(
      {
        "rds.force_ssl"              = "1"
        "log_min_duration_statement" = "1000"
      },
      var.parameters,
    )
    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  # PostgreSQL reads this one only when it starts, and a replica must have no fewer than its primary.
  dynamic "parameter" {
    for_each = var.max_connections == null ? [] : [var.max_connections]
    content {
      name         = "max_connections"
      value        = tostring(parameter.value)
      apply_method = "pending-reboot"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  #checkov:skip=CKV_AWS_118:Switched on by monitoring_interval; its figures are billed as log data.
  #checkov:skip=CKV_AWS_157:Switched on by multi_az, which doubles the price; development does without a standby.
  #checkov:skip=CKV_AWS_226:A major version follows minor upgrades; a pinned minor version such as 16.4 is to stay.
  #checkov:skip=CKV_AWS_293:Switched by deletion_protection, on by default; only environments that come and go turn it off.
  #checkov:skip=CKV_AWS_354:Encrypted with the account's key of RDS, as the storage is.

  identifier     = local.identifier
  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = var.instance_class
  multi_az       = var.multi_az

  db_name                     = var.database_name
  username                    = var.username
  manage_master_user_password = local.password_managed ? true : null
  password_wo                 = local.password
  password_wo_version         = local.password_managed ? null : var.master_password_version
  port                        = local.port

  storage_type          = "gp3"
  allocated_storage     = var.storage.allocated_gib
  max_allocated_storage = var.storage.max_allocated_gib
  storage_encrypted     = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  parameter_group_name   = aws_db_parameter_group.this.name
  publicly_accessible    = false

  # Lets in nobody by itself: a database user has to be granted rds_iam first.
  iam_database_authentication_enabled = true

  backup_retention_period = var.backup_retention_days
  backup_window           = "03:00-04:00"
  maintenance_window      = "sun:04:30-sun:05:30"
  copy_tags_to_snapshot   = true

  auto_minor_version_upgrade  = !local.pins_a_minor
  allow_major_version_upgrade = false
  apply_immediately           = var.apply_immediately

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  enabled_cloudwatch_logs_exports       = local.log_exports
  monitoring_interval                   = var.monitoring_interval
  monitoring_role_arn                   = one(aws_iam_role.monitoring[*].arn)

  deletion_protection       = var.deletion_protection
  delete_automated_backups  = !var.final_snapshot
  skip_final_snapshot       = !var.final_snapshot
  final_snapshot_identifier = "${local.identifier}-final-${formatdate("YYYYMMDDhhmmss", plantimestamp())}"

  lifecycle {
    # The name of the last snapshot carries the moment of creation: a fixed name would make the
    # second life of an environment impossible to destroy.
    ignore_changes = [final_snapshot_identifier]
  }

  # RDS makes its own log groups, kept for ever, when it does not find them.
  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts with its own key; a customer key would have to let in every reader of the logs.
  #checkov:skip=CKV_AWS_338:The days are the operator's to choose by log_retention_days; a year of logs costs what few look for.

  for_each = toset(local.log_exports)

  name              = "/aws/rds/instance/${local.identifier}/${each.value}"
  retention_in_days = var.log_retention_days
}
