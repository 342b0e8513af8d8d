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
  defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
}

mock_data "aws_ami" {
  defaults = { architecture = "x86_64" }
}

mock_data "aws_ec2_instance_type" {
  defaults = { supported_architectures = ["x86_64"], ebs_optimized_support = "default" }
}

mock_resource "aws_vpc" {
  defaults = { id = "vpc-0123456789abcdef0" }
}

mock_resource "aws_subnet" {
  defaults = { id = "subnet-0123456789abcdef0" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0123456789abcdef0" }
}

mock_resource "aws_network_acl" {
  defaults = { id = "acl-0123456789abcdef0" }
}

mock_resource "aws_instance" {
  defaults = { id = "i-0123456789abcdef0" }
}

mock_resource "aws_eip" {
  defaults = { public_ip = "203.0.113.10" }
}

mock_resource "aws_ecr_repository" {
  defaults = {
    arn            = "arn:aws:ecr:us-east-1:123456789012:repository/nestjs-app"
    repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/nestjs-app"
  }
}

mock_resource "aws_dynamodb_table" {
  defaults = {
    arn        = "arn:aws:dynamodb:us-east-1:123456789012:table/staging-user-notifications"
    stream_arn = "arn:aws:dynamodb:us-east-1:123456789012:table/staging-user-notifications/stream/2026-01-01T00:00:00.000"
  }
}

mock_resource "aws_ses_template" {
  defaults = { arn = "arn:aws:ses:us-east-1:123456789012:template/twitter-staging-email-confirmation" }
}

mock_resource "aws_iam_policy" {
  defaults = { arn = "arn:aws:iam::123456789012:policy/staging-dynamodb-notifications-access" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/twitter" }
}

mock_resource "aws_s3_bucket" {
  defaults = {
    arn = "arn:aws:s3:::twitter-staging-cloudtrail-123456789012"
    id  = "twitter-staging-cloudtrail-123456789012"
  }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:us-east-1:123456789012:twitter-production-alerts" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/cloudtrail/twitter-staging" }
}
