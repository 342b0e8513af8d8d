locals {
  nat_count = { none = 0, single = 1, per_zone = length(local.zones) }[var.nat_gateways]
}

resource "aws_eip" "nat" {
  count = local.nat_count

  domain = "vpc"

  tags = { Name = local.zone_names[count.index].nat_address }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  count = local.nat_count

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id

  tags = { Name = local.zone_names[count.index].nat_gateway }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route" "private_internet" {
  count = local.nat_count == 0 ? 0 : local.private_count

  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[min(count.index, local.nat_count - 1)].id
}
