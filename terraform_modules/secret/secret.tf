resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV2_AWS_57:Only the application knows how its secret is changed; a higher value_version writes a new one.
  #checkov:skip=CKV_AWS_149:Encrypted with the account's key of Secrets Manager; a key of its own is needed only for readers in other accounts.

  name                    = var.name
  description             = var.description
  recovery_window_in_days = var.recovery_days
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id = aws_secretsmanager_secret.this.id

  # uuid() draws 122 random bits at the moment of the apply. In a write-only argument neither plan
  # nor state sees what it drew, and only a new version has it written.
  secret_string_wo         = coalesce(var.value, replace("${uuid()}${uuid()}", "-", ""))
  secret_string_wo_version = var.value_version

  # A new value is a new version; the secret must never be without one.
  lifecycle {
    create_before_destroy = true
  }
}
