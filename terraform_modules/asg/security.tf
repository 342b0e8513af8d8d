resource "aws_security_group" "this" {
  name        = "${var.name}-app"
  description = "Instances of ${var.name}"
  vpc_id      = var.network.vpc_id

  tags = { Name = "${var.name}-app" }
}

# No port for SSH: Session Manager opens shells through the instance's own HTTPS connection.
resource "aws_vpc_security_group_ingress_rule" "load_balancer" {
  security_group_id            = aws_security_group.this.id
  description                  = "From the load balancer"
  referenced_security_group_id = var.network.load_balancer_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.network.port
  to_port                      = var.network.port
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "AWS services and partners over HTTPS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "named" {
  for_each = var.network.egress

  security_group_id            = aws_security_group.this.id
  description                  = "To ${each.key}"
  referenced_security_group_id = each.value.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}
