locals {
  # Known before the apply, so that counts may depend on it although a new zone's id is not.
  zone_managed = var.zone.id != null || var.zone.create_name != null
  zone_id      = var.zone.create_name != null ? one(aws_route53_zone.this[*].zone_id) : var.zone.id
}

resource "aws_route53_zone" "this" {
  #checkov:skip=CKV2_AWS_38:DNSSEC needs a DS record that somebody enters at the registrar; one that does not fit takes the domain off the Internet.
  #checkov:skip=CKV2_AWS_39:Query logs are billed by the query and asked for by no document.

  count = var.zone.create_name != null ? 1 : 0

  name          = var.zone.create_name
  comment       = "Public zone of ${var.zone.create_name}"
  force_destroy = var.force_destroy
}

resource "aws_route53_record" "alias" {
  #checkov:skip=CKV2_AWS_23:It leads to the load balancer that the variable alias names; the scanner follows resources only.

  count = local.zone_managed && var.alias != null ? 1 : 0

  zone_id = local.zone_id
  name    = var.domain_name
  type    = "A"

  alias {
    name                   = var.alias.dns_name
    zone_id                = var.alias.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "alternative_alias" {
  #checkov:skip=CKV2_AWS_23:It leads to the load balancer that the variable alias names; the scanner follows resources only.

  for_each = local.zone_managed && var.alias != null ? var.alternative_names : []

  zone_id = local.zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = var.alias.dns_name
    zone_id                = var.alias.zone_id
    evaluate_target_health = true
  }
}
