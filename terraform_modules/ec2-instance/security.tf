locals {
  rules = {
    for direction, rules in { ingress = var.ingress_rules, egress = var.egress_rules } : direction => merge([
      for name, rule in rules : {
        for cidr in rule.cidrs : "${name} ${cidr}" => {
          name = name, cidr = cidr, protocol = rule.protocol, from_port = rule.from_port, to_port = coalesce(rule.to_port, rule.from_port)
        }
      }
    ]...)
  }
}

resource "aws_security_group" "this" {
  name        = "${var.name}-instance"
  description = "Connections of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-instance" }
}

# A server without a load balancer before it takes web requests from everybody; the variable lets
# no other port be open to the world.
resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.rules.ingress

  security_group_id = aws_security_group.this.id
  description       = each.value.name
  cidr_ipv4         = each.value.cidr
  ip_protocol       = each.value.protocol
  from_port         = each.value.from_port
  to_port           = each.value.to_port
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.rules.egress

  security_group_id = aws_security_group.this.id
  description       = each.value.name
  cidr_ipv4         = each.value.cidr
  ip_protocol       = each.value.protocol
  from_port         = each.value.from_port
  to_port           = each.value.to_port
}
