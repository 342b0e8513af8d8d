mock_provider "aws" {
  override_during = plan

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_ami" {
    defaults = { architecture = "x86_64" }
  }

  mock_data "aws_ec2_instance_type" {
    defaults = { supported_architectures = ["i386", "x86_64"], ebs_optimized_support = "default" }
  }

  mock_resource "aws_security_group" {
    defaults = { id = "sg-0123456789abcdef0" }
  }

  mock_resource "aws_eip" {
    defaults = { public_ip = "203.0.113.10" }
  }
}

variables {
  name      = "twitter-staging"
  ami_id    = "ami-0123456789abcdef0"
  vpc_id    = "vpc-0123456789abcdef0"
  subnet_id = "subnet-0123456789abcdef0"
}

run "closed_and_encrypted_by_default" {
  command = plan

  assert {
    condition     = aws_instance.this.metadata_options[0].http_tokens == "required" && aws_instance.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "The metadata service must want a session token and must not answer beyond the instance."
  }

  assert {
    condition     = aws_instance.this.root_block_device[0].encrypted && aws_instance.this.root_block_device[0].volume_type == "gp3" && aws_instance.this.root_block_device[0].volume_size == 20
    error_message = "The root volume must be an encrypted gp3 volume."
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.this) == 0 && toset([for rule in aws_vpc_security_group_egress_rule.this : rule.from_port]) == toset([80, 443])
    error_message = "Nothing may come in unasked, and only web requests may go out."
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.this) == ["session-manager"] && aws_iam_role_policy_attachment.this["session-manager"].policy_arn == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" && length(aws_iam_role_policy.this) == 0
    error_message = "A shell must need no open port, and programs must have no rights unasked."
  }

  assert {
    condition     = !aws_instance.this.disable_api_termination && !aws_instance.this.monitoring && aws_instance.this.credit_specification[0].cpu_credits == "standard"
    error_message = "Protection and what is billed must come only when they are asked for."
  }

  assert {
    condition     = output.public_ip == "203.0.113.10" && aws_instance.this.associate_public_ip_address
    error_message = "The address must stay, and the instance must reach the Internet from its first start."
  }
}

run "switches" {
  command = plan

  variables {
    instance_type          = "m6i.large"
    key_name               = "operations"
    user_data              = "#!/bin/sh\necho started\n"
    root_volume            = { size_gib = 40 }
    metadata_hops          = 2
    detailed_monitoring    = true
    termination_protection = true
    static_address         = false
    session_manager        = false
    policy_arns            = { table = "arn:aws:iam::123456789012:policy/table" }
    permissions            = { Pull = { actions = ["ecr:BatchGetImage"], resources = ["arn:aws:ecr:us-east-1:123456789012:repository/app"] } }
    ingress_rules = {
      https = { from_port = 443 }
      ssh   = { from_port = 22, cidrs = ["203.0.113.7/32", "203.0.113.8/32"] }
      games = { from_port = 27000, to_port = 27010, protocol = "udp", cidrs = ["10.0.0.0/16"] }
    }
    egress_rules = { mail = { from_port = 587 } }
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.this : "${rule.description} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port} ${rule.cidr_ipv4}"]) == toset(["https tcp 443-443 0.0.0.0/0", "ssh tcp 22-22 203.0.113.7/32", "ssh tcp 22-22 203.0.113.8/32", "games udp 27000-27010 10.0.0.0/16"])
    error_message = "Each rule must be made for each of its ranges."
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_egress_rule.this : rule.from_port] == [587]
    error_message = "The instance may open what it was told it may, and nothing else."
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.this) == ["table"] && jsondecode(aws_iam_role_policy.this[0].policy).Statement[0].Action == ["ecr:BatchGetImage"]
    error_message = "The role must have the given rights only."
  }

  assert {
    condition     = length(aws_eip.this) == 0 && output.public_ip == null
    error_message = "Without a static address there must be no Elastic IP."
  }

  assert {
    condition     = aws_instance.this.disable_api_termination && aws_instance.this.monitoring && aws_instance.this.key_name == "operations" && aws_instance.this.metadata_options[0].http_put_response_hop_limit == 2 && aws_instance.this.root_block_device[0].volume_size == 40
    error_message = "Each switch must reach the instance."
  }

  assert {
    condition     = length(aws_instance.this.credit_specification) == 0 && aws_instance.this.user_data_replace_on_change
    error_message = "Only burstable instances have CPU credits, and a new script must reach the instance."
  }
}

run "refuses_an_image_that_the_type_does_not_run" {
  command = plan

  override_data {
    target = data.aws_ami.this
    values = { architecture = "arm64" }
  }

  expect_failures = [aws_instance.this]
}

run "an_old_type_without_ebs_optimisation" {
  command = plan

  override_data {
    target = data.aws_ec2_instance_type.this
    values = { supported_architectures = ["x86_64"], ebs_optimized_support = "unsupported" }
  }

  assert {
    condition     = !aws_instance.this.ebs_optimized
    error_message = "AWS refuses to start a type with what it does not support."
  }
}

run "refuses_malformed_values" {
  command = plan

  variables {
    name          = "Twitter Staging"
    ami_id        = "amazon-linux"
    instance_type = "medium"
    cpu_credits   = "some"
    key_name      = ""
    user_data     = "echo no interpreter"
    root_volume   = { size_gib = 4 }
    metadata_hops = 3
    permissions   = { All = { actions = ["s3:*"], resources = ["*"] } }
    policy_arns   = { table = "table" }
    vpc_id        = "10.0.0.0/16"
    subnet_id     = "10.0.1.0/24"
    ingress_rules = { web = { from_port = 443, cidrs = ["everyone"] } }
    egress_rules  = { web = { from_port = 443, protocol = "https" } }
  }

  expect_failures = [
    var.name, var.ami_id, var.instance_type, var.cpu_credits, var.key_name, var.user_data, var.root_volume, var.metadata_hops,
    var.permissions, var.policy_arns, var.vpc_id, var.subnet_id, var.ingress_rules, var.egress_rules,
  ]
}

run "refuses_ssh_from_everywhere" {
  command = plan

  variables {
    ingress_rules = { ssh = { from_port = 22 } }
  }

  expect_failures = [var.ingress_rules]
}

run "refuses_a_range_of_ports_from_everywhere" {
  command = plan

  variables {
    ingress_rules = { web = { from_port = 80, to_port = 443 } }
  }

  expect_failures = [var.ingress_rules]
}

run "refuses_ports_in_falling_order" {
  command = plan

  variables {
    ingress_rules = { app = { from_port = 3000, to_port = 2000, cidrs = ["10.0.0.0/16"] } }
  }

  expect_failures = [var.ingress_rules]
}

run "refuses_a_script_beyond_16_kib" {
  command = plan

  variables {
    user_data = join("", ["#!/bin/sh\n", join("", [for line in range(1000) : "echo 0123456789 0123456789\n"])])
  }

  expect_failures = [var.user_data]
}
