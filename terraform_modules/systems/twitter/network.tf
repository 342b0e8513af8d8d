module "network" {
  source = "../../network"

  name                = local.name
  cidr                = var.vpc_cidr
  zones               = [var.availability_zone]
  public_subnet_cidrs = [var.subnet_cidr]
  nat_gateways        = "none"
  gateway_endpoints   = var.dynamodb_vpc_endpoint_enabled ? ["dynamodb"] : []

  # A network ACL does not remember connections: whatever is let in or out needs its answers, which
  # go to and come from the high ports. The security group does remember, and guards those ports.
  public_acl = {
    ingress = merge(
      { answers = { number = 100, from_port = 1024, to_port = 65535 } },
      {
        for index, pair in local.ingress_pairs : "${pair.name} ${pair.cidr}" => {
          number    = 200 + index * 10
          protocol  = pair.rule.protocol
          from_port = pair.rule.from_port
          to_port   = coalesce(pair.rule.to_port, pair.rule.from_port)
          cidr      = pair.cidr
        }
      },
    )
    egress = merge(
      { answers = { number = 100, from_port = 1024, to_port = 65535 } },
      {
        for index, pair in local.egress_pairs : "${pair.name} ${pair.cidr}" => {
          number    = 200 + index * 10
          protocol  = pair.rule.protocol
          from_port = pair.rule.from_port
          to_port   = coalesce(pair.rule.to_port, pair.rule.from_port)
          cidr      = pair.cidr
        }
      },
    )
  }
}
