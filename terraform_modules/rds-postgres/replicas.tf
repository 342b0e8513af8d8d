locals {
  replica_count = var.replicas == null ? 0 : var.replicas.count
}

resource "aws_db_instance" "replica" {
  #checkov:skip=CKV_AWS_118:Switched on by monitoring_interval; its figures are billed as log data.
  #checkov:skip=CKV_AWS_157:A replica is a spare copy itself; the primary has its standby by multi_az.
  #checkov:skip=CKV_AWS_226:A major version follows minor upgrades; a pinned minor version such as 16.4 is to stay.
  #checkov:skip=CKV_AWS_293:It holds nothing that the primary does not, and is the first to go when scaling in.
  #checkov:skip=CKV_AWS_354:Encrypted with the account's key of RDS, as the storage is.

  count = local.replica_count

  identifier          = "${var.name}-replica-${count.index + 1}"
  replicate_source_db = aws_db_instance.this.identifier
  instance_class      = coalesce(var.replicas.instance_class, var.instance_class)

  # What is not said here (engine, storage, encryption, subnets, user) is the primary's.
  storage_type           = "gp3"
  max_allocated_storage  = var.storage.max_allocated_gib
  storage_encrypted      = true
  vpc_security_group_ids = [aws_security_group.this.id]
  parameter_group_name   = aws_db_parameter_group.this.name
  publicly_accessible    = false
  copy_tags_to_snapshot  = true

  iam_database_authentication_enabled = true

  maintenance_window         = "sun:04:30-sun:05:30"
  auto_minor_version_upgrade = !local.pins_a_minor
  apply_immediately          = var.apply_immediately

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  monitoring_interval                   = var.monitoring_interval
  enabled_cloudwatch_logs_exports       = local.log_exports
  monitoring_role_arn                   = one(aws_iam_role.monitoring[*].arn)

  deletion_protection = false
  skip_final_snapshot = true

  # RDS makes its own log groups, kept for ever, when it does not find them.
  depends_on = [aws_cloudwatch_log_group.replica]
}

resource "aws_cloudwatch_log_group" "replica" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts with its own key; a customer key would have to let in every reader of the logs.
  #checkov:skip=CKV_AWS_338:The days are the operator's to choose by log_retention_days; a year of logs costs what few look for.

  for_each = toset([
    for pair in setproduct(range(local.replica_count), local.log_exports) : "${var.name}-replica-${pair[0] + 1}/${pair[1]}"
  ])

  name              = "/aws/rds/instance/${each.value}"
  retention_in_days = var.log_retention_days
}
