# A key of one's own can be shut, watched and used across Regions; without one AWS's key for RDS encrypts.
resource "aws_kms_key" "this" {
  #checkov:skip=CKV2_AWS_64:AWS's default policy leaves the key to the IAM policies of its own account, and to RDS by grants.

  count = var.customer_key ? 1 : 0

  description             = "Data of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  tags = { Name = local.names.key_alias }
}

resource "aws_kms_alias" "this" {
  count = var.customer_key ? 1 : 0

  name          = "alias/${local.names.key_alias}"
  target_key_id = aws_kms_key.this[0].key_id
}
