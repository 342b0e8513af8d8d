# RDS rotates the secret it manages without a function of ours; only the rhythm can be chosen.
resource "aws_secretsmanager_secret_rotation" "this" {
  count = var.password_rotation_days == null ? 0 : 1

  secret_id          = aws_db_instance.this.master_user_secret[0].secret_arn
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = var.password_rotation_days
  }
}
