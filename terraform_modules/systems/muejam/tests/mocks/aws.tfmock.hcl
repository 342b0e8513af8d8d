mock_data "aws_region" {
  defaults = { name = "us-east-1" }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_availability_zones" {
  defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"] }
}

mock_resource "aws_vpc" {
  defaults = { id = "vpc-0123456789abcdef0" }
}

mock_resource "aws_subnet" {
  defaults = { id = "subnet-0123456789abcdef0" }
}

mock_resource "aws_lb" {
  defaults = {
    arn        = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/muejam/0123456789abcdef"
    arn_suffix = "app/muejam/0123456789abcdef"
    dns_name   = "muejam-1.us-east-1.elb.amazonaws.com"
    zone_id    = "Z35SXDOTRQ7X7K"
  }
}

mock_resource "aws_lb_target_group" {
  defaults = {
    arn        = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/muejam/0123456789abcdef"
    arn_suffix = "targetgroup/muejam/0123456789abcdef"
  }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    domain_validation_options = [
      {
        domain_name           = "muejam.com"
        resource_record_name  = "_0123.muejam.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_4567.acm-validations.aws."
      },
      {
        domain_name           = "www.muejam.com"
        resource_record_name  = "_89ab.www.muejam.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_cdef.acm-validations.aws."
      },
    ]
  }
}

mock_resource "aws_route53_zone" {
  defaults = {
    zone_id      = "ZCREATED"
    name_servers = ["ns-1.example.net", "ns-2.example.net"]
  }
}

mock_resource "aws_db_instance" {
  defaults = {
    address = "muejam.abc.us-east-1.rds.amazonaws.com"
  }
}

mock_resource "aws_elasticache_replication_group" {
  defaults = { primary_endpoint_address = "master.muejam.abc.use1.cache.amazonaws.com" }
}

mock_resource "aws_s3_bucket" {
  defaults = { arn = "arn:aws:s3:::dev-muejam-media" }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:dev-muejam-redis-auth-token" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:us-east-1:123456789012:muejam-alerts" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/rds/instance/dev-muejam-db-primary/postgresql" }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn = "arn:aws:iam::123456789012:role/dev-muejam"
    id  = "dev-muejam"
  }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0123456789abcdef0" }
}

mock_data "aws_default_tags" {
  defaults = { tags = { Project = "muejam" } }
}

mock_data "aws_secretsmanager_secret_version" {
  defaults = { secret_string = "0123456789abcdef0123456789abcdef" }
}

mock_resource "aws_iam_instance_profile" {
  defaults = { arn = "arn:aws:iam::123456789012:instance-profile/dev-muejam-app" }
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
