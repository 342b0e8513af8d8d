data "aws_default_tags" "current" {}

locals {
  # The provider tags what Terraform makes; instances and their volumes are made by the group.
  instance_tags = merge(data.aws_default_tags.current.tags, { Name = "${var.name}-app" })
}

resource "aws_launch_template" "this" {
  name        = "${var.name}-app"
  description = "Instances of ${var.name}"

  image_id      = var.image_id
  instance_type = var.instance_type
  key_name      = var.key_name
  user_data     = var.user_data == "" ? null : base64encode(var.user_data)

  vpc_security_group_ids = [aws_security_group.this.id]

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  # Version 2 of the metadata service only, and out of reach of containers: credentials of the
  # instance cannot be had through a request that an application is made to send.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  monitoring {
    enabled = var.detailed_monitoring
  }

  block_device_mappings {
    device_name = var.root_volume.device_name

    ebs {
      volume_type           = "gp3"
      volume_size           = var.root_volume.size_gib
      encrypted             = true
      delete_on_termination = true
    }
  }

  dynamic "tag_specifications" {
    for_each = ["instance", "volume"]
    content {
      resource_type = tag_specifications.value
      tags          = local.instance_tags
    }
  }
}
