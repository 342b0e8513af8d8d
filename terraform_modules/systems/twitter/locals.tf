data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  project    = "twitter"
  name       = "${local.project}-${var.environment}"
  production = var.environment == "production"
  account    = data.aws_caller_identity.current.account_id

  # The document's short form, as in prod-user-notifications.
  short_environment = local.production ? "prod" : var.environment

  # Connections from the Internet, as security group and network ACL both want them.
  ingress_pairs = flatten([
    for name, rule in var.ingress_rules : [for cidr in rule.cidrs : { name = name, rule = rule, cidr = cidr }]
  ])
  egress_pairs = flatten([
    for name, rule in var.egress_rules : [for cidr in rule.cidrs : { name = name, rule = rule, cidr = cidr }]
  ])
}
