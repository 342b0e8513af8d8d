output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "IPv4 range of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "zones" {
  description = "Names of the availability zones in use, in the order of the subnets."
  value       = local.zones
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, one a zone; usable once their way to the Internet exists."
  value       = aws_subnet.public[*].id

  depends_on = [aws_route.public_internet, aws_route_table_association.public]
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, one a zone; usable once their way to the Internet exists."
  value       = aws_subnet.private[*].id

  depends_on = [aws_route.private_internet, aws_route_table_association.private]
}

output "database_subnet_ids" {
  description = "Ids of the database subnets, one a zone; empty without database_subnets."
  value       = aws_subnet.database[*].id

  depends_on = [aws_route_table_association.database]
}

output "nat_public_ips" {
  description = "Public addresses that traffic from the private subnets comes from; partners may have to allow them."
  value       = aws_eip.nat[*].public_ip
}

output "internet_gateway_id" {
  description = "Id of the Internet gateway."
  value       = aws_internet_gateway.this.id
}

output "public_acl_id" {
  description = "Id of the network ACL of the public subnets, or null where the VPC's default one applies."
  value       = one(aws_network_acl.public[*].id)
}
