output "arns" {
  description = "ARN of each parameter by its name."
  value       = { for name, parameter in aws_ssm_parameter.this : name => parameter.arn }
}

output "names" {
  description = "Full path of each parameter by its name."
  value       = { for name, parameter in aws_ssm_parameter.this : name => parameter.name }
}
