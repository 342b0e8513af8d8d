# Subnets without a way to the Internet in either direction: their tables route inside the VPC and
# to gateway endpoints only.
locals {
  database_count = var.database_subnets ? length(local.zones) : 0
}

resource "aws_subnet" "database" {
  count = local.database_count

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(local.cidr, 4, count.index + 4)

  tags = { Name = local.zone_names[count.index].database_subnet }
}

resource "aws_route_table" "database" {
  count = var.database_subnets ? 1 : 0

  vpc_id = aws_vpc.this.id

  tags = { Name = local.names.database_route_table }
}

resource "aws_route_table_association" "database" {
  count = local.database_count

  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = aws_route_table.database[0].id
}
