locals {
  validation_records = var.certificate_enabled ? [
    for option in aws_acm_certificate.this[0].domain_validation_options : {
      name  = option.resource_record_name
      type  = option.resource_record_type
      value = option.resource_record_value
    }
  ] : []
}

resource "aws_acm_certificate" "this" {
  count = var.certificate_enabled ? 1 : 0

  domain_name               = var.domain_name
  subject_alternative_names = length(var.alternative_names) == 0 ? null : var.alternative_names
  validation_method         = "DNS"

  # A listener may not lose its certificate before it has the next one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  count = var.certificate_enabled && local.zone_managed ? 1 + length(var.alternative_names) : 0

  zone_id = local.zone_id
  name    = local.validation_records[count.index].name
  type    = local.validation_records[count.index].type
  records = [local.validation_records[count.index].value]
  ttl     = 60

  # ACM gives every certificate of one name and account the same record, so that the record of
  # a certificate that is being replaced is already there.
  allow_overwrite = true
}

# Waits until ACM has issued the certificate; a listener refuses one that is still pending.
resource "aws_acm_certificate_validation" "this" {
  count = var.certificate_enabled ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = local.zone_managed ? aws_route53_record.validation[*].fqdn : null

  timeouts {
    create = var.validation_timeout
  }
}
