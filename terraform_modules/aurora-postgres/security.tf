resource "aws_security_group" "this" {
  name        = local.names.security_group
  description = "PostgreSQL of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = local.names.security_group }
}

# Whatever is put into this group may connect, and can reach nothing else by it.
resource "aws_security_group" "clients" {
  #checkov:skip=CKV2_AWS_5:Application servers are put into it from outside; its id is an output.

  name        = local.names.clients_security_group
  description = "Clients of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = local.names.clients_security_group }
}

resource "aws_vpc_security_group_egress_rule" "clients" {
  security_group_id            = aws_security_group.clients.id
  description                  = "PostgreSQL of ${var.name}"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = merge({ clients = aws_security_group.clients.id }, var.client_security_group_ids)

  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}
