# Both are read while planning: an image that is gone or that the type cannot run is refused before
# anything happens.
data "aws_ami" "this" {
  include_deprecated = true

  filter {
    name   = "image-id"
    values = [var.ami_id]
  }
}

data "aws_ec2_instance_type" "this" {
  instance_type = var.instance_type
}

resource "aws_instance" "this" {
  #checkov:skip=CKV_AWS_88:The one server of its system has no load balancer before it, as its document draws it; the security group opens 80 and 443 only.
  #checkov:skip=CKV_AWS_126:Switched on by detailed_monitoring, which is billed by the metric.
  #checkov:skip=CKV_AWS_135:Set from what the instance type supports, which the scanner cannot look up.

  ami           = var.ami_id
  instance_type = var.instance_type
  key_name      = var.key_name

  subnet_id              = var.subnet_id
  vpc_security_group_ids = [aws_security_group.this.id]
  iam_instance_profile   = aws_iam_instance_profile.this.name

  # The Elastic IP comes only once the instance runs; its script needs the Internet before. What
  # reaches the address is the security group's to say.
  associate_public_ip_address = var.static_address ? true : null

  user_data                   = var.user_data
  user_data_replace_on_change = true

  monitoring              = var.detailed_monitoring
  disable_api_termination = var.termination_protection
  ebs_optimized           = data.aws_ec2_instance_type.this.ebs_optimized_support != "unsupported"

  # IMDSv2 only: without a session token the metadata service hands out no credentials.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = var.metadata_hops
  }

  dynamic "credit_specification" {
    for_each = startswith(var.instance_type, "t") ? [var.cpu_credits] : []
    content {
      cpu_credits = credit_specification.value
    }
  }

  root_block_device {
    volume_type           = "gp3"
    volume_size           = var.root_volume.size_gib
    encrypted             = true
    kms_key_id            = var.root_volume.kms_key_arn
    delete_on_termination = true

    tags = { Name = "${var.name}-root" }
  }

  tags = { Name = var.name }

  # A program that starts before it may do what it has to would fail at once.
  depends_on = [aws_iam_role_policy.this, aws_iam_role_policy_attachment.this]

  lifecycle {
    precondition {
      condition     = contains(data.aws_ec2_instance_type.this.supported_architectures, data.aws_ami.this.architecture)
      error_message = "The image ${var.ami_id} is for ${data.aws_ami.this.architecture}, which ${var.instance_type} does not run; choose an image and a type of the same architecture."
    }
  }
}

resource "aws_eip" "this" {
  count = var.static_address ? 1 : 0

  domain   = "vpc"
  instance = aws_instance.this.id

  tags = { Name = var.name }
}
