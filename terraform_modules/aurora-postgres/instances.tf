resource "aws_rds_cluster_instance" "this" {
  #checkov:skip=CKV_AWS_226:A major version follows minor upgrades; a pinned minor version such as 16.6 is to stay.

  for_each = var.instances

  identifier         = each.key
  cluster_identifier = aws_rds_cluster.this.id
  engine             = aws_rds_cluster.this.engine
  engine_version     = aws_rds_cluster.this.engine_version
  instance_class     = "db.serverless"

  availability_zone = each.value.zone
  promotion_tier    = each.value.promotion_tier

  db_subnet_group_name       = aws_db_subnet_group.this.name
  publicly_accessible        = false
  copy_tags_to_snapshot      = true
  auto_minor_version_upgrade = !strcontains(var.engine_version, ".")
  apply_immediately          = var.apply_immediately

  performance_insights_enabled          = true
  performance_insights_retention_period = var.performance_insights_days
  performance_insights_kms_key_id       = one(aws_kms_key.this[*].arn)

  monitoring_interval = var.monitoring_seconds
  monitoring_role_arn = aws_iam_role.monitoring.arn

  tags = { Name = each.key }

  # RDS needs its permission before the first figures come.
  depends_on = [aws_iam_role_policy_attachment.monitoring]
}
