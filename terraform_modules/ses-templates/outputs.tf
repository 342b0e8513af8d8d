output "names" {
  description = "Names of the templates in SES, by the names that they were given here."
  value       = { for key, template in aws_ses_template.this : key => template.name }
}

output "arns" {
  description = "ARNs of the templates, by the names that they were given here."
  value       = { for key, template in aws_ses_template.this : key => template.arn }
}
