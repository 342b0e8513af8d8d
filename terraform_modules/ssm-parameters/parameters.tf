resource "aws_ssm_parameter" "this" {
  #checkov:skip=CKV2_AWS_34:Settings that are to be read; secrets stand in Secrets Manager.

  for_each = var.values

  name  = "${var.prefix}/${each.key}"
  type  = "String"
  value = each.value
}
