locals {
  # A layout of one's own has the private subnets that it names.
  private_count = var.public_subnet_cidrs == null || var.private_subnet_cidrs != null ? length(local.zones) : 0
}

resource "aws_subnet" "private" {
  count = local.private_count

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = var.private_subnet_cidrs == null ? cidrsubnet(local.cidr, 4, count.index) : var.private_subnet_cidrs[count.index]

  tags = { Name = local.zone_names[count.index].private_subnet }
}

resource "aws_subnet" "public" {
  count = length(local.zones)

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = var.public_subnet_cidrs == null ? cidrsubnet(local.cidr, 4, count.index + 8) : var.public_subnet_cidrs[count.index]

  # Load balancers and NAT gateways bring their own addresses; nothing else gets one unasked.
  map_public_ip_on_launch = false

  tags = { Name = local.zone_names[count.index].public_subnet }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  tags = { Name = local.names.public_route_table }
}

resource "aws_route" "public_internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  count = length(local.zones)

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}

# One table a zone even with a single NAT gateway: changing to per_zone then only redirects routes.
resource "aws_route_table" "private" {
  count = local.private_count

  vpc_id = aws_vpc.this.id

  tags = { Name = local.zone_names[count.index].private_route_table }
}

resource "aws_route_table_association" "private" {
  count = local.private_count

  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
