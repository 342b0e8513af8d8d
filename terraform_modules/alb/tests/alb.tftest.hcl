mock_provider "aws" {
  override_during = plan

  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/replaydash-dev/0123456789abcdef" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/replaydash-dev-3000/0123456789abcdef" }
  }
}

variables {
  name            = "replaydash-dev"
  vpc_id          = "vpc-1"
  subnet_ids      = ["subnet-1", "subnet-2"]
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  targets         = { port = 3000, security_group_id = "sg-tasks" }
}

run "https_only_by_default" {
  command = plan

  assert {
    condition     = aws_lb_listener.https[0].port == 443 && aws_lb_listener.https[0].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    error_message = "HTTPS must be served with current TLS."
  }

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect" && aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS"
    error_message = "HTTP must do nothing but lead to HTTPS."
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.public : rule.from_port]) == toset([80, 443])
    error_message = "Only ports 80 and 443 may be open."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.targets.referenced_security_group_id == "sg-tasks" && aws_vpc_security_group_egress_rule.targets.from_port == 3000
    error_message = "The load balancer may talk to its targets only."
  }

  assert {
    condition     = aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields
    error_message = "The load balancer must be protected from deletion and drop malformed headers."
  }

  assert {
    condition     = length(aws_lb.this.access_logs) == 0
    error_message = "No access logs may be written unless a bucket is given."
  }
}

run "a_new_port_is_a_new_target_group_beside_the_old" {
  command = plan

  variables {
    targets = { port = 8080, type = "instance", security_group_id = "sg-tasks", deregistration_delay = 10 }
  }

  assert {
    condition     = aws_lb_target_group.this.name == "replaydash-dev-8080" && aws_lb_target_group.this.target_type == "instance"
    error_message = "The port must be part of the name, or the replacement would collide with what it replaces."
  }

  assert {
    condition     = tonumber(aws_lb_target_group.this.deregistration_delay) == 10
    error_message = "The deregistration delay must reach the target group."
  }
}

run "http_only_forwards" {
  command = plan

  variables {
    https_enabled       = false
    certificate_arn     = null
    deletion_protection = false
    ingress_cidrs       = ["203.0.113.0/24", "198.51.100.0/24"]
  }

  assert {
    condition     = length(aws_lb_listener.https) == 0 && aws_lb_listener.http.default_action[0].type == "forward"
    error_message = "Without a certificate HTTP must forward to the targets."
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.public : "${rule.cidr_ipv4}:${rule.from_port}"]) == toset(["203.0.113.0/24:80", "198.51.100.0/24:80"])
    error_message = "Only the given ranges may reach port 80, and nobody port 443."
  }

  assert {
    condition     = !aws_lb.this.enable_deletion_protection
    error_message = "Deletion protection must be off where it was turned off."
  }
}

run "access_logs_go_to_the_bucket" {
  command = plan

  variables {
    access_logs = { bucket = "replaydash-dev-alb-logs", prefix = "api" }
  }

  assert {
    condition     = aws_lb.this.access_logs[0].enabled && aws_lb.this.access_logs[0].bucket == "replaydash-dev-alb-logs"
    error_message = "Access logs must be turned on for the bucket."
  }
}

run "refuses_what_elb_refuses" {
  command = plan

  variables {
    name          = "internal-replaydash"
    vpc_id        = ""
    subnet_ids    = ["subnet-1"]
    ssl_policy    = "ELBSecurityPolicy-2016-08"
    ingress_cidrs = ["anywhere"]
    targets       = { port = 70000, security_group_id = "sg-tasks" }
    idle_timeout  = 0
    access_logs   = { bucket = "logs", prefix = "/api" }
    health_check  = { path = "health" }
  }

  expect_failures = [
    var.name, var.vpc_id, var.subnet_ids, var.ssl_policy, var.ingress_cidrs, var.targets, var.idle_timeout, var.access_logs, var.health_check,
  ]
}

run "refuses_https_without_a_certificate" {
  command = plan

  variables {
    certificate_arn = null
    targets         = { port = 3000, type = "lambda", security_group_id = "sg-tasks" }
    health_check    = { interval = 10, timeout = 10 }
  }

  expect_failures = [var.certificate_arn, var.targets, var.health_check]
}

run "refuses_times_and_thresholds_out_of_range" {
  command = plan

  variables {
    targets      = { port = 3000, security_group_id = "sg-tasks", deregistration_delay = 4000 }
    health_check = { healthy_threshold = 1 }
  }

  expect_failures = [var.targets, var.health_check]
}

run "refuses_a_health_check_that_is_too_frequent" {
  command = plan

  variables {
    health_check = { interval = 4, timeout = 2 }
  }

  expect_failures = [var.health_check]
}

run "refuses_a_name_that_leaves_no_room_for_the_port" {
  command = plan

  variables {
    name = "replaydash-production-long-name"
  }

  expect_failures = [aws_lb_target_group.this]
}

run "a_name_that_says_alb_says_it_once" {
  command = plan

  variables {
    name = "production-muejam-alb"
  }

  assert {
    condition     = aws_security_group.this.name == "production-muejam-alb"
    error_message = "The security group must not be called -alb-alb."
  }
}

run "refuses_a_certificate_that_is_no_arn" {
  command = plan

  variables {
    certificate_arn = "shop.example.com"
  }

  expect_failures = [var.certificate_arn]
}
