locals {
  port = 6379
}

resource "aws_elasticache_subnet_group" "this" {
  name        = var.name
  description = "Private subnets of ${var.name}"
  subnet_ids  = var.subnet_ids
}

resource "aws_elasticache_parameter_group" "this" {
  name        = "${var.name}-redis7"
  family      = "redis7"
  description = "Settings of ${var.name}"

  dynamic "parameter" {
    # A full cache drops what was used least recently instead of refusing writes.
    for_each = merge({ "maxmemory-policy" = "allkeys-lru" }, var.parameters)
    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}

resource "aws_elasticache_replication_group" "this" {
  #checkov:skip=CKV2_AWS_50:Switched by node_count and multi_az: a single node, as small environments have, has nothing to fail over to.
  #checkov:skip=CKV_AWS_191:Encrypted with the key that AWS owns, at no cost; a cache holds nothing that is not elsewhere.

  replication_group_id = var.name
  description          = "Redis of ${var.name}"

  engine               = "redis"
  engine_version       = var.engine_version
  node_type            = var.node_type
  port                 = local.port
  parameter_group_name = aws_elasticache_parameter_group.this.name

  num_cache_clusters         = var.node_count
  automatic_failover_enabled = coalesce(var.automatic_failover, var.node_count > 1)
  multi_az_enabled           = var.multi_az

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = [aws_security_group.this.id]

  at_rest_encryption_enabled = true
  transit_encryption_enabled = true

  # There is no write-only argument for the token, so that the state holds it: the state's bucket
  # has to be as private as the cache. ROTATE lets clients use the old token until they have the new one.
  auth_token                 = var.auth_token
  auth_token_update_strategy = var.auth_token == null ? null : "ROTATE"

  snapshot_retention_limit = var.snapshot_retention_days
  snapshot_window          = "02:00-03:00"
  maintenance_window       = "sun:05:30-sun:06:30"

  auto_minor_version_upgrade = true
  apply_immediately          = var.apply_immediately
}
