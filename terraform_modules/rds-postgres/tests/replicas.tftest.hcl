mock_provider "aws" {
  override_during = plan

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/dev-muejam-db-monitoring" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "dev-muejam-db.abc.us-east-1.rds.amazonaws.com"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-abcdef" }]
    }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:dev-muejam-db-master-user" }
  }
}

variables {
  name                      = "dev-muejam-db"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2"]
  client_security_group_ids = { app = "sg-app" }
  instance_class            = "db.r6g.xlarge"
  database_name             = "muejam"
  username                  = "muejam_admin"
}

run "two_replicas_of_a_class_of_their_own" {
  command = plan

  variables {
    replicas            = { count = 2, instance_class = "db.r6g.large" }
    monitoring_interval = 60
    max_connections     = 1500
  }

  assert {
    condition     = [for replica in aws_db_instance.replica : replica.identifier] == ["dev-muejam-db-replica-1", "dev-muejam-db-replica-2"] && aws_db_instance.this.identifier == "dev-muejam-db-primary"
    error_message = "Primary and replicas must be told apart by their names."
  }

  assert {
    condition     = alltrue([for replica in aws_db_instance.replica : replica.replicate_source_db == "dev-muejam-db-primary" && replica.instance_class == "db.r6g.large"])
    error_message = "Replicas must copy the primary, in the class that was asked for."
  }

  assert {
    condition     = alltrue([for replica in aws_db_instance.replica : replica.storage_encrypted && !replica.publicly_accessible && replica.skip_final_snapshot])
    error_message = "Replicas must be as closed as the primary, and leave nothing behind."
  }

  assert {
    condition     = alltrue([for replica in aws_db_instance.replica : replica.iam_database_authentication_enabled && replica.copy_tags_to_snapshot && replica.enabled_cloudwatch_logs_exports == toset(["postgresql", "upgrade"])])
    error_message = "Replicas must write their logs to CloudWatch, and take IAM authentication as the primary does."
  }

  assert {
    condition     = toset([for group in aws_cloudwatch_log_group.replica : "${group.name} ${group.retention_in_days}"]) == toset(flatten([for number in [1, 2] : [for log in ["postgresql", "upgrade"] : "/aws/rds/instance/dev-muejam-db-replica-${number}/${log} 30"]]))
    error_message = "The logs of replicas must not stay for ever."
  }

  # RDS refuses to replicate an instance whose password it manages.
  assert {
    condition     = aws_db_instance.this.manage_master_user_password == null && aws_db_instance.this.password == null && aws_db_instance.this.password_wo_version == 1
    error_message = "The password must be ours to write, and not be known to Terraform."
  }

  assert {
    condition     = aws_secretsmanager_secret.password[0].name == "dev-muejam-db-master-user" && aws_secretsmanager_secret_version.password[0].secret_string_wo_version == 1 && aws_secretsmanager_secret_version.password[0].secret_string == null
    error_message = "The password must be in a secret, and not in the state."
  }

  assert {
    condition     = output.secret_arn == "arn:aws:secretsmanager:us-east-1:123456789012:secret:dev-muejam-db-master-user"
    error_message = "Clients need the secret."
  }

  assert {
    condition     = alltrue([for instance in concat([aws_db_instance.this], aws_db_instance.replica) : instance.monitoring_interval == 60 && instance.monitoring_role_arn == "arn:aws:iam::123456789012:role/dev-muejam-db-monitoring"])
    error_message = "Every instance must send the operating system's numbers."
  }

  assert {
    condition     = endswith(aws_iam_role_policy_attachment.monitoring[0].policy_arn, "/AmazonRDSEnhancedMonitoringRole")
    error_message = "The role must be allowed what enhanced monitoring needs, and no more."
  }

  assert {
    condition     = [for parameter in aws_db_parameter_group.this.parameter : parameter.value if parameter.name == "max_connections" && parameter.apply_method == "pending-reboot"] == ["1500"]
    error_message = "Primary and replicas must take as many connections as asked, from their start."
  }

  assert {
    condition     = output.replica_identifiers == ["dev-muejam-db-replica-1", "dev-muejam-db-replica-2"] && length(output.replica_addresses) == 2
    error_message = "Alarms and clients need the replicas' names."
  }
}

run "replicas_take_the_primarys_class" {
  command = plan

  variables {
    replicas = { count = 1 }
  }

  assert {
    condition     = aws_db_instance.replica[0].instance_class == "db.r6g.xlarge" && length(aws_iam_role.monitoring) == 0
    error_message = "Without a class of their own, replicas must be like the primary."
  }
}

run "replicas_may_come_later" {
  command = plan

  variables {
    replicas                = { count = 0 }
    master_password         = "a-password-of-our-own"
    master_password_version = 2
  }

  assert {
    condition     = length(aws_db_instance.replica) == 0 && aws_db_instance.this.identifier == "dev-muejam-db-primary" && aws_db_instance.this.password_wo_version == 2
    error_message = "A database that may have replicas must be built for them from the start."
  }
}

run "a_single_database_is_as_before" {
  command = plan

  assert {
    condition     = aws_db_instance.this.identifier == "dev-muejam-db" && aws_db_instance.this.manage_master_user_password && length(aws_secretsmanager_secret.password) == 0
    error_message = "Without replicas RDS must keep the password."
  }

  assert {
    condition     = aws_db_instance.this.monitoring_interval == 0 && length(aws_iam_role.monitoring) == 0
    error_message = "Enhanced monitoring must be off unless asked for."
  }
}

run "refuses_what_rds_refuses_about_replicas" {
  command = plan

  variables {
    replicas            = { count = 6, instance_class = "r6g.large" }
    master_password     = "has a space and / slash"
    monitoring_interval = 7
    max_connections     = 5
    parameters          = { max_connections = "100" }
  }

  expect_failures = [var.replicas, var.master_password, var.monitoring_interval, var.max_connections, var.parameters]
}

run "refuses_to_rotate_a_password_of_ours" {
  command = plan

  variables {
    replicas                = { count = 1 }
    master_password_version = 0
    password_rotation_days  = 30
  }

  expect_failures = [var.master_password_version, var.password_rotation_days]
}

run "refuses_a_new_password_where_rds_manages_it" {
  command = plan

  variables {
    master_password_version = 2
  }

  expect_failures = [var.master_password_version]
}
