data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  region    = data.aws_region.current.name
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
}

resource "aws_ecs_cluster" "this" {
  #checkov:skip=CKV_AWS_65:Switched on by container_insights, whose metrics CloudWatch bills; CPU and memory are measured without.

  name = var.cluster_name

  setting {
    name  = "containerInsights"
    value = var.container_insights ? "enabled" : "disabled"
  }
}

# What run-task uses when it names nothing, so that migrations follow the service.
resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = var.spot ? "FARGATE_SPOT" : "FARGATE"
    weight            = 1
  }
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts with its own key; a customer key would have to let in every reader of the logs.
  #checkov:skip=CKV_AWS_338:The days are the operator's to choose by log_retention_days; a year of logs costs what few look for.

  name              = "/ecs/${var.name}"
  retention_in_days = var.log_retention_days
}
