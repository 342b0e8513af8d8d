# RDS makes, keeps and changes the password, except in a global database, where AWS does not offer that
# (Aurora User Guide, "Limitations for Secrets Manager integration"). There it is drawn here.
locals {
  own_password = local.global && !local.secondary

  # uuid() draws 122 random bits at the moment of the apply, once for the cluster and its secret: both
  # arguments are write-only, so that neither plan nor state sees what it drew.
  master_password = local.own_password ? replace("${uuid()}${uuid()}", "-", "") : null
}

resource "aws_secretsmanager_secret" "master" {
  #checkov:skip=CKV2_AWS_57:AWS does not change the password of a global database by itself; a higher password_version does.
  #checkov:skip=CKV_AWS_149:Encrypted with the account's key of Secrets Manager; a key of its own is needed only for readers in other accounts.

  count = local.own_password ? 1 : 0

  name                    = local.names.secret
  description             = "Master user of ${var.name}"
  recovery_window_in_days = var.final_snapshot ? 30 : 0

  tags = { Name = local.names.secret }
}

resource "aws_secretsmanager_secret_version" "master" {
  count = local.own_password ? 1 : 0

  secret_id                = aws_secretsmanager_secret.master[0].id
  secret_string_wo         = jsonencode({ username = var.username, password = local.master_password })
  secret_string_wo_version = var.password_version

  # A cluster that is made again takes a new password, and so must its secret. Were the secret not
  # written after the cluster had been, a higher password_version writes both.
  lifecycle {
    replace_triggered_by = [aws_rds_cluster.this.cluster_resource_id]
  }
}
