resource "aws_secretsmanager_secret" "this" {
  name                    = var.name
  description             = var.description
  recovery_window_in_days = var.recovery_days
}

# Asked anew in every run and kept in none; only the run that writes a version uses it.
ephemeral "aws_secretsmanager_random_password" "generated" {
  password_length     = 48
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo         = coalesce(var.value, ephemeral.aws_secretsmanager_random_password.generated.random_password)
  secret_string_wo_version = var.value_version

  # A new value is a new version; the secret must never be without one.
  lifecycle {
    create_before_destroy = true
  }
}
