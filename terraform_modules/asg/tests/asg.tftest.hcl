mock_provider "aws" {
  override_during = plan

  mock_data "aws_default_tags" {
    defaults = { tags = { Environment = "dev" } }
  }

  mock_resource "aws_iam_instance_profile" {
    defaults = { arn = "arn:aws:iam::123456789012:instance-profile/dev-muejam-app" }
  }

  mock_resource "aws_iam_role" {
    defaults = { id = "dev-muejam-app" }
  }

  mock_resource "aws_launch_template" {
    defaults = {
      id             = "lt-0123456789abcdef0"
      latest_version = 1
    }
  }

  mock_resource "aws_autoscaling_policy" {
    defaults = { arn = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/dev-muejam-asg" }
  }
}

variables {
  name             = "dev-muejam"
  image_id         = "ami-0123456789abcdef0"
  instance_type    = "t3.small"
  size             = { min = 1, max = 2 }
  topic_arn        = "arn:aws:sns:us-east-1:123456789012:dev-muejam-alerts"
  target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/dev-muejam/1"

  network = {
    vpc_id                          = "vpc-1"
    subnet_ids                      = ["subnet-1", "subnet-2"]
    load_balancer_security_group_id = "sg-alb"
    port                            = 8000
    egress                          = { postgres = { security_group_id = "sg-db", port = 5432 } }
  }
}

run "private_encrypted_and_without_the_old_metadata_service_by_default" {
  command = plan

  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required" && aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Only version 2 of the metadata service may answer, and only the instance itself."
  }

  assert {
    condition     = tobool(one(one(aws_launch_template.this.block_device_mappings).ebs).encrypted) && one(one(aws_launch_template.this.block_device_mappings).ebs).volume_type == "gp3"
    error_message = "The root volume must be encrypted and on gp3."
  }

  assert {
    condition     = aws_launch_template.this.key_name == null && aws_launch_template.this.user_data == null
    error_message = "Neither a key pair nor a script may be given unasked."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.load_balancer.referenced_security_group_id == "sg-alb" && aws_vpc_security_group_ingress_rule.load_balancer.from_port == 8000
    error_message = "Only the load balancer may reach the instances, at their port."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.named["postgres"].referenced_security_group_id == "sg-db" && aws_vpc_security_group_egress_rule.https.from_port == 443
    error_message = "Instances may reach what is named, and HTTPS."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.this[0].policy).Statement) == 1 && jsondecode(aws_iam_role_policy.this[0].policy).Statement[0].Sid == "SessionManager"
    error_message = "Without permissions, instances may open sessions only."
  }

  assert {
    condition     = { for tags in aws_launch_template.this.tag_specifications : tags.resource_type => tags.tags.Environment } == { instance = "dev", volume = "dev" }
    error_message = "Instances and volumes must carry the environment's tags, which the provider gives to its own resources only."
  }
}

run "cpu_moves_the_size_of_the_group" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.cpu["out"].threshold == 70 && aws_cloudwatch_metric_alarm.cpu["out"].metric_name == "CPUUtilization" && aws_cloudwatch_metric_alarm.cpu["out"].dimensions == tomap({ AutoScalingGroupName = "dev-muejam-asg" })
    error_message = "The alarm must go off above 70 percent CPU of the group."
  }

  assert {
    condition     = one(aws_autoscaling_policy.cpu["out"].step_adjustment).scaling_adjustment == 1 && one(aws_autoscaling_policy.cpu["in"].step_adjustment).scaling_adjustment == -1
    error_message = "An instance must come and go at a time."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.cpu["out"].alarm_actions) == 2 && length(aws_cloudwatch_metric_alarm.cpu["in"].alarm_actions) == 1
    error_message = "Much to do must be told as well as acted on; little to do is only acted on."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.cpu["in"].evaluation_periods == 3 && aws_cloudwatch_metric_alarm.cpu["in"].period == 300
    error_message = "A quarter of an hour must be quiet before an instance goes."
  }

  assert {
    condition     = aws_autoscaling_group.this.health_check_type == "ELB" && length(aws_autoscaling_notification.this.notifications) == 4
    error_message = "The load balancer must decide who is ill, and the topic must hear of instances that come and go."
  }

  assert {
    condition     = output.name == "dev-muejam-asg" && toset(output.alarm_names) == toset(["dev-muejam-asg-cpu-high", "dev-muejam-asg-cpu-low"])
    error_message = "Group and alarms must be found by their names."
  }
}

run "every_switch_reaches_the_group" {
  command = plan

  variables {
    image_id                    = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    key_name                    = "muejam-production-key"
    user_data                   = "#!/bin/bash\ntrue\n"
    session_manager             = false
    detailed_monitoring         = true
    root_volume                 = { device_name = "/dev/sda1", size_gib = 50 }
    size                        = { min = 2, max = 10, desired = 4 }
    cpu                         = { high_percent = 60, low_percent = 20, instances = 2 }
    health_check                = { type = "EC2", grace_seconds = 60 }
    warmup_seconds              = 120
    refresh_min_healthy_percent = 90
    permissions                 = { ReadMedia = { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::media/*"] } }
  }

  assert {
    condition     = aws_launch_template.this.key_name == "muejam-production-key" && base64decode(aws_launch_template.this.user_data) == "#!/bin/bash\ntrue\n"
    error_message = "Key pair and script must be as asked."
  }

  assert {
    condition     = aws_autoscaling_group.this.min_size == 2 && aws_autoscaling_group.this.max_size == 10 && aws_autoscaling_group.this.desired_capacity == 4
    error_message = "The sizes must be as asked."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.cpu["out"].threshold == 60 && aws_cloudwatch_metric_alarm.cpu["in"].threshold == 20 && aws_cloudwatch_metric_alarm.cpu["out"].period == 60 && aws_cloudwatch_metric_alarm.cpu["in"].evaluation_periods == 15
    error_message = "Thresholds must be as asked, by the minute with detailed monitoring."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.this[0].policy).Statement : statement.Sid] == ["ReadMedia"]
    error_message = "Permissions must be the given ones, without sessions."
  }

  assert {
    condition     = aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 90 && aws_autoscaling_group.this.health_check_grace_period == 60
    error_message = "Refresh and health check must be as asked."
  }
}

run "refuses_what_aws_refuses_late" {
  command = plan

  variables {
    name                        = "Dev"
    image_id                    = "latest"
    instance_type               = "small"
    key_name                    = " "
    user_data                   = "echo hello"
    root_volume                 = { size_gib = 1 }
    permissions                 = { All = { actions = ["s3:*"], resources = ["*"] } }
    size                        = { min = 3, max = 2 }
    cpu                         = { high_percent = 50, low_percent = 40 }
    health_check                = { type = "HTTP" }
    warmup_seconds              = 9999
    refresh_min_healthy_percent = 101
    topic_arn                   = "alerts"
    target_group_arn            = "targets"

    network = {
      vpc_id                          = "vpc-1"
      subnet_ids                      = []
      load_balancer_security_group_id = "sg-alb"
      port                            = 0
    }
  }

  expect_failures = [
    var.name, var.image_id, var.instance_type, var.key_name, var.user_data, var.root_volume, var.permissions, var.size, var.cpu,
    var.health_check, var.warmup_seconds, var.refresh_min_healthy_percent, var.topic_arn, var.target_group_arn, var.network,
  ]
}

run "refuses_a_desired_size_out_of_bounds" {
  command = plan

  variables {
    size         = { min = 1, max = 2, desired = 3 }
    cpu          = { high_percent = 120 }
    root_volume  = { device_name = "xvda" }
    health_check = { grace_seconds = -1 }
    user_data    = join("", ["#!", join("", [for _ in range(1000) : "01234567890123456789"])])
  }

  expect_failures = [var.size, var.cpu, var.root_volume, var.health_check, var.user_data]
}

run "refuses_a_group_of_no_one" {
  command = plan

  variables {
    size = { min = 0, max = 0 }
  }

  expect_failures = [var.size]
}
