output "id" {
  description = "Id of the instance."
  value       = aws_instance.this.id
}

output "public_ip" {
  description = "Static public address of the instance, or null without one."
  value       = one(aws_eip.this[*].public_ip)
}

output "private_ip" {
  description = "Address of the instance inside of the VPC."
  value       = aws_instance.this.private_ip
}

output "security_group_id" {
  description = "Id of the instance's security group."
  value       = aws_security_group.this.id
}

output "role_name" {
  description = "Name of the instance's role."
  value       = aws_iam_role.this.name
}

output "instance_profile_name" {
  description = "Name of the instance profile."
  value       = aws_iam_instance_profile.this.name
}
