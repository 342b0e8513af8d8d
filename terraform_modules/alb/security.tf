locals {
  ingress = {
    for pair in setproduct(var.https_enabled ? [80, 443] : [80], var.ingress_cidrs) :
    "${pair[0]} from ${pair[1]}" => { port = pair[0], cidr = pair[1] }
  }

  security_group_name = endswith(var.name, "-alb") ? var.name : "${var.name}-alb"
}

resource "aws_security_group" "this" {
  name        = local.security_group_name
  description = "Public entry of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = local.security_group_name }
}

resource "aws_vpc_security_group_ingress_rule" "public" {
  for_each = local.ingress

  security_group_id = aws_security_group.this.id
  description       = each.value.port == 443 ? "HTTPS" : "HTTP"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "targets" {
  security_group_id            = aws_security_group.this.id
  description                  = "To the targets"
  referenced_security_group_id = var.targets.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.targets.port
  to_port                      = var.targets.port
}
