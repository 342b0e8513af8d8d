resource "aws_network_acl" "public" {
  count = var.public_acl == null ? 0 : 1

  vpc_id     = aws_vpc.this.id
  subnet_ids = aws_subnet.public[*].id

  dynamic "ingress" {
    for_each = var.public_acl.ingress
    content {
      rule_no    = ingress.value.number
      action     = "allow"
      protocol   = ingress.value.protocol
      from_port  = ingress.value.from_port
      to_port    = ingress.value.to_port
      cidr_block = ingress.value.cidr
    }
  }

  dynamic "egress" {
    for_each = var.public_acl.egress
    content {
      rule_no    = egress.value.number
      action     = "allow"
      protocol   = egress.value.protocol
      from_port  = egress.value.from_port
      to_port    = egress.value.to_port
      cidr_block = egress.value.cidr
    }
  }

  tags = { Name = local.names.public_acl }
}
