mock_provider "aws" {}

variables {
  name                      = "replaydash-dev-redis"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2"]
  client_security_group_ids = { api = "sg-tasks" }
  node_type                 = "cache.t4g.micro"
}

run "one_encrypted_node_by_default" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && tobool(aws_elasticache_replication_group.this.at_rest_encryption_enabled)
    error_message = "Redis must be encrypted in transit and at rest."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 1 && !aws_elasticache_replication_group.this.automatic_failover_enabled && !aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "A single node has nothing to fail over to."
  }

  assert {
    condition     = one(aws_elasticache_parameter_group.this.parameter).value == "allkeys-lru"
    error_message = "A full cache must drop keys instead of refusing writes."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.clients["api"].referenced_security_group_id == "sg-tasks" && aws_vpc_security_group_ingress_rule.clients["api"].from_port == 6379
    error_message = "Only the named clients may connect."
  }

  assert {
    condition     = output.node_ids == ["replaydash-dev-redis-001"]
    error_message = "Alarms need the node's id."
  }
}

run "replicas_take_over" {
  command = plan

  variables {
    node_count              = 3
    multi_az                = true
    snapshot_retention_days = 5
    apply_immediately       = true
    engine_version          = "7.0"
    parameters              = { "maxmemory-policy" = "noeviction", "timeout" = "300" }
  }

  assert {
    condition     = aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled && aws_elasticache_replication_group.this.num_cache_clusters == 3
    error_message = "Failover must be on as soon as there is a replica."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 5 && aws_elasticache_replication_group.this.apply_immediately && aws_elasticache_replication_group.this.engine_version == "7.0"
    error_message = "Snapshots, immediate changes and version must be as asked."
  }

  assert {
    condition     = { for parameter in aws_elasticache_parameter_group.this.parameter : parameter.name => parameter.value } == { "maxmemory-policy" = "noeviction", "timeout" = "300" }
    error_message = "Given parameters must replace the block's own."
  }

  assert {
    condition     = output.node_ids == ["replaydash-dev-redis-001", "replaydash-dev-redis-002", "replaydash-dev-redis-003"]
    error_message = "Every node must have its id in the outputs."
  }
}

run "refuses_what_elasticache_refuses" {
  command = plan

  variables {
    name                      = "redis-"
    vpc_id                    = ""
    subnet_ids                = []
    client_security_group_ids = {}
    engine_version            = "5.0.6"
    node_type                 = "t4g.micro"
    node_count                = 7
    parameters                = { "cluster-enabled" = "yes" }
    snapshot_retention_days   = 36
  }

  expect_failures = [
    var.name, var.vpc_id, var.subnet_ids, var.client_security_group_ids, var.engine_version, var.node_type, var.node_count,
    var.parameters, var.snapshot_retention_days,
  ]
}

run "refuses_multi_az_with_one_node" {
  command = plan

  variables {
    multi_az = true
  }

  expect_failures = [var.multi_az]
}

run "refuses_multi_az_in_one_subnet" {
  command = plan

  variables {
    multi_az   = true
    node_count = 2
    subnet_ids = ["subnet-1"]
  }

  expect_failures = [var.multi_az]
}
