locals {
  password_managed = var.replicas == null

  # uuid() draws 122 random bits at the moment of the apply, once for the instance and its secret:
  # both are write-only, so that neither plan nor state sees what it drew.
  password = local.password_managed ? null : coalesce(var.master_password, replace("${uuid()}${uuid()}", "-", ""))
}

# RDS rotates the secret it manages without a function of ours; only the rhythm can be chosen.
resource "aws_secretsmanager_secret_rotation" "this" {
  #checkov:skip=CKV_AWS_304:The days are the operator's to choose; without them RDS changes the password every 7 days.

  count = var.password_rotation_days == null ? 0 : 1

  secret_id          = aws_db_instance.this.master_user_secret[0].secret_arn
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = var.password_rotation_days
  }
}

# RDS refuses to replicate an instance whose password it manages, so that a database with replicas
# keeps its password in a secret of ours, in the form in which RDS would keep it.
resource "aws_secretsmanager_secret" "password" {
  #checkov:skip=CKV2_AWS_57:RDS does not change the password of an instance with replicas by itself; a higher master_password_version does.
  #checkov:skip=CKV_AWS_149:Encrypted with the account's key of Secrets Manager; a key of its own is needed only for readers in other accounts.

  count = local.password_managed ? 0 : 1

  name                    = "${var.name}-master-user"
  description             = "Master user of ${local.identifier}"
  recovery_window_in_days = var.final_snapshot ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "password" {
  count = local.password_managed ? 0 : 1

  secret_id                = aws_secretsmanager_secret.password[0].id
  secret_string_wo         = jsonencode({ username = var.username, password = local.password })
  secret_string_wo_version = var.master_password_version

  # Written once the instance has taken the password. An instance that could not be made leaves no
  # secret behind that would not fit the next one.
  lifecycle {
    replace_triggered_by = [aws_db_instance.this.id]
  }

  depends_on = [aws_db_instance.this]
}
