output "domain_name" {
  description = "The DNS name that is served."
  value       = var.domain_name
}

output "certificate_arn" {
  description = "ARN of the issued certificate, or null when none was requested."
  value       = one(aws_acm_certificate_validation.this[*].certificate_arn)
}

output "validation_records" {
  description = "CNAME records that prove to ACM who owns the name. Create them by hand when DNS is not in Route 53."
  value       = local.validation_records
}

output "zone_id" {
  description = "Id of the hosted zone in use, or null when DNS lives elsewhere."
  value       = local.zone_id
}

output "name_servers" {
  description = "Name servers of the created zone, to be entered at the registrar or in the parent zone; empty when no zone was created."
  value       = flatten(aws_route53_zone.this[*].name_servers)
}
