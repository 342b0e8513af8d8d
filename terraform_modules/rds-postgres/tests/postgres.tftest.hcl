mock_provider "aws" {
  override_during = plan

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "replaydash-dev-postgres.abc.us-east-1.rds.amazonaws.com"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-abcdef" }]
    }
  }
}

variables {
  name                      = "replaydash-dev-postgres"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2"]
  client_security_group_ids = { api = "sg-tasks" }
  instance_class            = "db.t4g.medium"
  database_name             = "replaydash"
  username                  = "replaydash"
}

run "private_encrypted_protected_and_backed_up_by_default" {
  command = plan

  assert {
    condition     = aws_db_instance.this.storage_encrypted && !aws_db_instance.this.publicly_accessible && aws_db_instance.this.storage_type == "gp3"
    error_message = "The database must be encrypted, private and on gp3."
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null
    error_message = "RDS must keep the password; Terraform must never know it."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 7 && aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot && !aws_db_instance.this.delete_automated_backups
    error_message = "Backups must be kept for a week, and nothing may be lost by a deletion."
  }

  assert {
    condition     = aws_db_instance.this.performance_insights_enabled && aws_db_instance.this.performance_insights_retention_period == 7
    error_message = "Performance Insights must be on, for the time that is free."
  }

  assert {
    condition     = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }["rds.force_ssl"] == "1"
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.clients["api"].referenced_security_group_id == "sg-tasks" && aws_vpc_security_group_ingress_rule.clients["api"].from_port == 5432
    error_message = "Only the named clients may connect."
  }

  assert {
    condition     = toset([for group in aws_cloudwatch_log_group.this : group.name]) == toset(["/aws/rds/instance/replaydash-dev-postgres/postgresql", "/aws/rds/instance/replaydash-dev-postgres/upgrade"])
    error_message = "The log groups must be made before RDS makes its own, kept for ever."
  }

  assert {
    condition     = length(aws_secretsmanager_secret_rotation.this) == 0
    error_message = "The password's rhythm must be left to RDS unless one is given."
  }

  assert {
    condition     = startswith(aws_db_instance.this.final_snapshot_identifier, "replaydash-dev-postgres-final-2")
    error_message = "The last snapshot's name must carry the time, or a second life could not be destroyed."
  }
}

run "a_major_version_follows_minor_upgrades" {
  command = plan

  variables {
    engine_version = "17"
  }

  assert {
    condition     = aws_db_instance.this.auto_minor_version_upgrade && aws_db_parameter_group.this.family == "postgres17" && endswith(aws_db_parameter_group.this.name, "-pg17")
    error_message = "The family must follow the major version, in a group of its own."
  }
}

run "a_pinned_version_stays" {
  command = plan

  variables {
    engine_version = "16.4"
  }

  assert {
    condition     = !aws_db_instance.this.auto_minor_version_upgrade && aws_db_parameter_group.this.family == "postgres16"
    error_message = "RDS must not upgrade a version that was pinned."
  }
}

run "every_switch_reaches_the_instance" {
  command = plan

  variables {
    multi_az               = true
    deletion_protection    = false
    final_snapshot         = false
    apply_immediately      = true
    backup_retention_days  = 1
    password_rotation_days = 90
    log_retention_days     = 7
    storage                = { allocated_gib = 50, max_allocated_gib = 200 }
    parameters             = { work_mem = "8192" }
  }

  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.apply_immediately && !aws_db_instance.this.deletion_protection
    error_message = "Multi-AZ, immediate changes and deletion protection must be as asked."
  }

  assert {
    condition     = aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.delete_automated_backups && aws_db_instance.this.backup_retention_period == 1
    error_message = "Snapshots and backups must be as asked."
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.this[0].rotation_rules[0].automatically_after_days == 90 && !aws_secretsmanager_secret_rotation.this[0].rotate_immediately
    error_message = "The password must change at the given rhythm, and not because of the apply."
  }

  assert {
    condition     = aws_db_instance.this.allocated_storage == 50 && aws_db_instance.this.max_allocated_storage == 200
    error_message = "Storage must be as asked."
  }

  assert {
    condition     = length(aws_db_parameter_group.this.parameter) == 3 && alltrue([for group in aws_cloudwatch_log_group.this : group.retention_in_days == 7])
    error_message = "Parameters and log retention must be as asked."
  }
}

run "refuses_what_rds_refuses" {
  command = plan

  variables {
    name                      = "Replay--Dash"
    vpc_id                    = ""
    subnet_ids                = ["subnet-1"]
    client_security_group_ids = {}
    engine_version            = "9.6"
    instance_class            = "t4g.medium"
    storage                   = { allocated_gib = 5 }
    database_name             = "replay-dash"
    username                  = "rdsadmin"
    backup_retention_days     = 36
    password_rotation_days    = 0.5
    parameters                = { "rds.force_ssl" = "0" }
    log_retention_days        = 2
  }

  expect_failures = [
    var.name, var.vpc_id, var.subnet_ids, var.client_security_group_ids, var.engine_version, var.instance_class, var.storage,
    var.database_name, var.username, var.backup_retention_days, var.password_rotation_days, var.parameters,
    var.log_retention_days,
  ]
}

run "refuses_storage_that_cannot_grow" {
  command = plan

  variables {
    storage = { allocated_gib = 100, max_allocated_gib = 105 }
  }

  expect_failures = [var.storage]
}
