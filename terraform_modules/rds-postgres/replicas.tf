locals {
  replica_count = var.replicas == null ? 0 : var.replicas.count
}

resource "aws_db_instance" "replica" {
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

  maintenance_window         = "sun:04:30-sun:05:30"
  auto_minor_version_upgrade = !local.pins_a_minor
  apply_immediately          = var.apply_immediately

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  monitoring_interval                   = var.monitoring_interval
  monitoring_role_arn                   = one(aws_iam_role.monitoring[*].arn)

  # A replica holds nothing that the primary does not, and is the first thing to go when scaling in.
  deletion_protection = false
  skip_final_snapshot = true
}
