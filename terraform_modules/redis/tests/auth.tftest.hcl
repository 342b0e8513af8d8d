mock_provider "aws" {}

variables {
  name                      = "dev-muejam-redis"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2"]
  client_security_group_ids = { app = "sg-app" }
  node_type                 = "cache.t3.small"
}

run "clients_need_the_token" {
  command = plan

  variables {
    auth_token = "0123456789abcdef0123456789abcdef"
  }

  assert {
    condition     = nonsensitive(aws_elasticache_replication_group.this.auth_token) == "0123456789abcdef0123456789abcdef" && aws_elasticache_replication_group.this.auth_token_update_strategy == "ROTATE"
    error_message = "The token must be asked for, and a new one let the old one live on for a while."
  }
}

run "without_a_token_none_is_asked_for" {
  command = plan

  variables {
    node_count         = 2
    automatic_failover = false
  }

  assert {
    condition     = aws_elasticache_replication_group.this.auth_token == null && !aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "Token and failover must be as asked."
  }
}

run "refuses_a_token_that_elasticache_refuses" {
  command = plan

  variables {
    auth_token         = "too short"
    automatic_failover = true
  }

  expect_failures = [var.auth_token, var.automatic_failover]
}

run "refuses_multi_az_without_failover" {
  command = plan

  variables {
    node_count         = 2
    multi_az           = true
    automatic_failover = false
  }

  expect_failures = [var.automatic_failover]
}
