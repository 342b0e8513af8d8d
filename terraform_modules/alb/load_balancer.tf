resource "aws_lb" "this" {
  #checkov:skip=CKV2_AWS_28:A web ACL is billed by rule and request and asked for by no document; one is put before the ARN in the outputs.
  #checkov:skip=CKV_AWS_150:Switched by deletion_protection, on by default; only environments that come and go turn it off.

  name               = var.name
  load_balancer_type = "application"
  internal           = false
  subnets            = var.subnet_ids
  security_groups    = [aws_security_group.this.id]

  idle_timeout               = var.idle_timeout
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  dynamic "access_logs" {
    for_each = var.access_logs == null ? [] : [var.access_logs]
    content {
      enabled = true
      bucket  = access_logs.value.bucket
      prefix  = access_logs.value.prefix
    }
  }
}

resource "aws_lb_target_group" "this" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; the targets take connections from its security group only, inside the VPC.

  # The port is in the name because changing it replaces the group: the new one has to stand
  # beside the old one until the listeners have moved over.
  name        = "${var.name}-${var.targets.port}"
  vpc_id      = var.vpc_id
  target_type = var.targets.type
  protocol    = "HTTP"
  port        = var.targets.port

  deregistration_delay = var.targets.deregistration_delay

  health_check {
    path                = var.health_check.path
    matcher             = var.health_check.matcher
    interval            = var.health_check.interval
    timeout             = var.health_check.timeout
    healthy_threshold   = var.health_check.healthy_threshold
    unhealthy_threshold = var.health_check.unhealthy_threshold
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = length("${var.name}-${var.targets.port}") <= 32
      error_message = "The load balancer name and the target port together must not exceed 31 characters; shorten the name."
    }
  }
}
