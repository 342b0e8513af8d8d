locals {
  port        = 5432
  major       = split(".", var.engine_version)[0]
  log_exports = ["postgresql"]

  global    = var.global_database != null
  secondary = try(var.global_database.role == "secondary", false)

  names = {
    security_group         = coalesce(var.names.security_group, var.name)
    clients_security_group = coalesce(var.names.clients_security_group, "${var.name}-clients")
    subnet_group           = coalesce(var.names.subnet_group, var.name)
    monitoring_role        = coalesce(var.names.monitoring_role, "${var.name}-monitoring")
    key_alias              = coalesce(var.names.key_alias, var.name)
    secret                 = coalesce(var.names.secret, "${var.name}-master-user")
  }
}

resource "aws_db_subnet_group" "this" {
  name        = local.names.subnet_group
  description = "Database subnets of ${var.name}"
  subnet_ids  = var.subnet_ids

  tags = { Name = local.names.subnet_group }
}

resource "aws_rds_cluster" "this" {
  #checkov:skip=CKV2_AWS_27:Statements are logged as parameters.tf says, in a dynamic block that the scanner does not read.
  #checkov:skip=CKV2_AWS_8:Aurora's own backups restore to any second of backup_retention_days; a plan of AWS Backup would keep them twice.

  cluster_identifier = var.name
  engine             = "aurora-postgresql"
  engine_version     = var.engine_version

  serverlessv2_scaling_configuration {
    min_capacity             = var.capacity.min_acu
    max_capacity             = var.capacity.max_acu
    seconds_until_auto_pause = var.capacity.min_acu == 0 ? var.capacity.pause_after_seconds : null
  }

  # Data, user and password of a secondary cluster are those of the primary.
  global_cluster_identifier   = local.secondary ? var.global_database.identifier : null
  database_name               = local.secondary ? null : var.database_name
  master_username             = local.secondary ? null : var.username
  manage_master_user_password = local.global ? null : true
  master_password_wo          = local.own_password ? local.master_password : null
  master_password_wo_version  = local.own_password ? var.password_version : null

  storage_encrypted = true
  kms_key_id        = one(aws_kms_key.this[*].arn)

  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.this.id]
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
  iam_database_authentication_enabled = true
  port                                = local.port

  backup_retention_period      = var.backup_retention_days
  preferred_backup_window      = "03:00-04:00"
  preferred_maintenance_window = "sun:04:30-sun:05:30"
  copy_tags_to_snapshot        = true

  enabled_cloudwatch_logs_exports = local.log_exports

  allow_major_version_upgrade = false
  apply_immediately           = var.apply_immediately

  deletion_protection       = var.deletion_protection
  delete_automated_backups  = !var.final_snapshot
  skip_final_snapshot       = !var.final_snapshot
  final_snapshot_identifier = "${var.name}-final-${formatdate("YYYYMMDDhhmmss", plantimestamp())}"

  tags = { Name = var.name }

  lifecycle {
    # The name of the last snapshot carries the moment of creation: a fixed name would make the second
    # life of an environment impossible to destroy. A primary cluster joins its global database after
    # it was made, which would read as a change here.
    ignore_changes = [final_snapshot_identifier, global_cluster_identifier]
  }

  # RDS makes its own log groups, kept for ever, when it does not find them.
  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_rds_global_cluster" "this" {
  count = local.global && !local.secondary ? 1 : 0

  global_cluster_identifier    = var.global_database.identifier
  source_db_cluster_identifier = aws_rds_cluster.this.arn
  deletion_protection          = var.deletion_protection

  # Clusters leave the global database before it is deleted; their data stays theirs.
  force_destroy = true
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts with its own key; a customer key would have to let in every reader of the logs.
  #checkov:skip=CKV_AWS_338:The days are the operator's to choose by log_retention_days; a year of logs costs what few look for.

  for_each = toset(local.log_exports)

  name              = "/aws/rds/cluster/${var.name}/${each.value}"
  retention_in_days = var.log_retention_days
}
