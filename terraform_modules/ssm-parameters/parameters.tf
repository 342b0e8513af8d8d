resource "aws_ssm_parameter" "this" {
  for_each = var.values

  name  = "${var.prefix}/${each.key}"
  type  = "String"
  value = each.value
}
