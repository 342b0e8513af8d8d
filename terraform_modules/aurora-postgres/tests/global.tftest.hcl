mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_rds_cluster" {
    defaults = { arn = "arn:aws:rds:us-east-1:123456789012:cluster:prod-aurora-cluster" }
  }
}

variables {
  name            = "prod-us-east-1-us-east-1a-aurora-cluster"
  vpc_id          = "vpc-0123456789abcdef0"
  subnet_ids      = ["subnet-1", "subnet-2"]
  database_name   = "mtk"
  username        = "mtk"
  customer_key    = true
  instances       = { prod-us-east-1-us-east-1a-aurora-instance = { zone = "us-east-1a" } }
  global_database = { role = "primary", identifier = "prod-us-east-1-aurora-global" }
}

run "a_primary_cluster_has_a_password_that_is_not_rds" {
  command = plan

  assert {
    condition     = aws_rds_cluster.this.manage_master_user_password == null && aws_rds_cluster.this.master_password_wo_version == 1 && aws_rds_cluster.this.master_password == null
    error_message = "RDS keeps no password of a global database: it must be written, and stay out of the state."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.master[0].secret_string_wo_version == 1 && aws_secretsmanager_secret.master[0].recovery_window_in_days == 30
    error_message = "The password must be kept in a secret that can be brought back."
  }

  assert {
    condition     = aws_rds_global_cluster.this[0].global_cluster_identifier == "prod-us-east-1-aurora-global" && aws_rds_global_cluster.this[0].deletion_protection && aws_rds_global_cluster.this[0].force_destroy
    error_message = "The global database must be made from the cluster, protected like it, and let it go before its end."
  }

  assert {
    condition     = aws_rds_cluster.this.database_name == "mtk" && aws_rds_cluster.this.master_username == "mtk"
    error_message = "The primary must hold database and user."
  }
}

run "a_new_password_is_written_to_both" {
  command = plan

  variables {
    password_version = 2
    final_snapshot   = false
  }

  assert {
    condition     = aws_rds_cluster.this.master_password_wo_version == 2 && aws_secretsmanager_secret_version.master[0].secret_string_wo_version == 2 && aws_secretsmanager_secret.master[0].recovery_window_in_days == 0
    error_message = "Secret and cluster must get the new password together."
  }
}
