mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_rds_cluster" {
    override_during = plan
    defaults = {
      arn                = "arn:aws:rds:us-east-1:123456789012:cluster:dev-us-east-1-us-east-1a-aurora-cluster"
      database_name      = "of-the-primary"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-abcdef" }]
    }
  }

  mock_resource "aws_kms_key" {
    override_during = plan
    defaults        = { arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  mock_resource "aws_security_group" {
    override_during = plan
    defaults        = { id = "sg-0123456789abcdef0" }
  }
}

variables {
  name          = "dev-us-east-1-us-east-1a-aurora-cluster"
  vpc_id        = "vpc-0123456789abcdef0"
  subnet_ids    = ["subnet-1", "subnet-2"]
  database_name = "mtk"
  username      = "mtk"

  instances = {
    dev-us-east-1-us-east-1a-aurora-instance = { zone = "us-east-1a", promotion_tier = 0 }
    dev-us-east-1-us-east-1b-aurora-instance = { zone = "us-east-1b" }
  }
}

run "guarded_encrypted_and_reached_over_tls_by_default" {
  command = plan

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.deletion_protection && !aws_rds_cluster.this.skip_final_snapshot && aws_rds_cluster.this.iam_database_authentication_enabled
    error_message = "The cluster must be encrypted, protected and leave a last snapshot."
  }

  assert {
    condition     = contains([for parameter in aws_rds_cluster_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1") && aws_rds_cluster_parameter_group.this.family == "aurora-postgresql16"
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition     = aws_rds_cluster.this.manage_master_user_password && length(aws_secretsmanager_secret.master) == 0 && output.secret_arn == "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-abcdef"
    error_message = "RDS must keep the password."
  }

  assert {
    condition     = aws_rds_cluster.this.enabled_cloudwatch_logs_exports == toset(["postgresql"]) && aws_cloudwatch_log_group.this["postgresql"].retention_in_days == 30 && output.log_group_names == ["/aws/rds/cluster/dev-us-east-1-us-east-1a-aurora-cluster/postgresql"]
    error_message = "The cluster's log must go to CloudWatch and not stay for ever."
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && length(aws_rds_global_cluster.this) == 0 && output.global_cluster_identifier == null
    error_message = "Key and global database must be asked for."
  }
}

run "serverless_instances_stand_in_their_zones_and_are_watched" {
  command = plan

  variables {
    capacity           = { min_acu = 2, max_acu = 16 }
    monitoring_seconds = 15
  }

  assert {
    condition     = aws_rds_cluster.this.serverlessv2_scaling_configuration[0].min_capacity == 2 && aws_rds_cluster.this.serverlessv2_scaling_configuration[0].max_capacity == 16
    error_message = "The cluster must scale within the given bounds."
  }

  assert {
    condition     = { for identifier, instance in aws_rds_cluster_instance.this : identifier => instance.availability_zone } == { dev-us-east-1-us-east-1a-aurora-instance = "us-east-1a", dev-us-east-1-us-east-1b-aurora-instance = "us-east-1b" }
    error_message = "Each instance must stand in its zone, under its name."
  }

  assert {
    condition     = alltrue([for instance in aws_rds_cluster_instance.this : instance.instance_class == "db.serverless" && instance.performance_insights_enabled && instance.monitoring_interval == 15 && !instance.publicly_accessible])
    error_message = "Instances must be serverless, watched and private."
  }

  assert {
    condition     = jsondecode(aws_iam_role.monitoring.assume_role_policy).Statement[0].Principal.Service == "monitoring.rds.amazonaws.com"
    error_message = "Only the monitoring of RDS may take the role."
  }
}

run "an_idle_cluster_may_pause" {
  command = plan

  variables {
    capacity = { min_acu = 0, pause_after_seconds = 600 }
  }

  assert {
    condition     = aws_rds_cluster.this.serverlessv2_scaling_configuration[0].seconds_until_auto_pause == 600
    error_message = "A least capacity of 0 must pause after the given time."
  }
}

run "only_clients_reach_the_database" {
  command = plan

  variables {
    client_security_group_ids = { bastion = "sg-00000000000000001" }
  }

  assert {
    condition     = toset(keys(aws_vpc_security_group_ingress_rule.clients)) == toset(["clients", "bastion"]) && alltrue([for rule in aws_vpc_security_group_ingress_rule.clients : rule.from_port == 5432 && rule.to_port == 5432 && rule.cidr_ipv4 == null])
    error_message = "Only members of named groups may connect, on PostgreSQL's port."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.clients.from_port == 5432 && output.clients_security_group_id == "sg-0123456789abcdef0"
    error_message = "Membership in the clients' group must open the way to the database and nothing else."
  }
}

run "a_key_of_ones_own" {
  command = plan

  variables {
    customer_key = true
    names        = { key_alias = "dev_us-east-1_us-east-1a_aurora_key" }
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation && aws_kms_alias.this[0].name == "alias/dev_us-east-1_us-east-1a_aurora_key" && aws_rds_cluster.this.kms_key_id == aws_kms_key.this[0].arn
    error_message = "Data must be encrypted with a key that is rotated and found by its alias."
  }

  assert {
    condition     = alltrue([for instance in aws_rds_cluster_instance.this : instance.performance_insights_kms_key_id == aws_kms_key.this[0].arn])
    error_message = "Performance Insights shows statements and must be encrypted with the same key."
  }
}

run "an_environment_to_remove_quickly" {
  command = plan

  variables {
    deletion_protection = false
    final_snapshot      = false
    apply_immediately   = true
  }

  assert {
    condition     = !aws_rds_cluster.this.deletion_protection && aws_rds_cluster.this.skip_final_snapshot && aws_rds_cluster.this.delete_automated_backups && aws_rds_cluster.this.apply_immediately
    error_message = "Nothing may be in the way of removing it, and nothing be left."
  }
}

run "a_secondary_cluster_reads_along" {
  command = plan

  variables {
    customer_key    = true
    global_database = { role = "secondary", identifier = "prod-us-east-1-aurora-global" }
  }

  assert {
    condition     = aws_rds_cluster.this.global_cluster_identifier == "prod-us-east-1-aurora-global" && length(aws_rds_global_cluster.this) == 0
    error_message = "The cluster must join the global database that the primary made."
  }

  assert {
    condition     = aws_rds_cluster.this.database_name == "of-the-primary" && aws_rds_cluster.this.master_password_wo_version == null && aws_rds_cluster.this.manage_master_user_password == null && output.secret_arn == null
    error_message = "Database, user and password must be those of the primary."
  }
}

# A destroy reads the outputs too, with the values of a preset that knows nothing of the global database.
run "a_cluster_without_a_secret_of_rds_can_be_planned" {
  command = plan

  override_resource {
    target          = aws_rds_cluster.this
    override_during = plan
    values          = { master_user_secret = [] }
  }

  assert {
    condition     = output.secret_arn == null
    error_message = "A cluster that just was part of a global database has no secret that RDS keeps."
  }
}
