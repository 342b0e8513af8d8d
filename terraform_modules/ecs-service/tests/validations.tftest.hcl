mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  name             = "replaydash-dev-api"
  cluster_name     = "replaydash-dev-cluster"
  target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/replaydash-dev-3000/0123456789abcdef"
  task_size        = { cpu = 512, memory = 1024 }
  scaling          = { desired = 2, min = 1, max = 4 }
  network          = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"], load_balancer_security_group_id = "sg-alb" }
  image            = { repository_url = "r", repository_arn = "arn:aws:ecr:us-east-1:123456789012:repository/r", tag = "v1" }
  container        = { port = 3000 }
}

run "refuses_what_ecs_refuses" {
  command = plan

  variables {
    name                       = "Replay Dash"
    cluster_name               = "1st"
    target_group_arn           = "replaydash"
    task_size                  = { cpu = 512, memory = 512 }
    scaling                    = { desired = 2, min = 5, max = 4 }
    network                    = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], load_balancer_security_group_id = "sg-alb" }
    image                      = { repository_url = "r", repository_arn = "a", tag = "-v1" }
    container                  = { port = 0 }
    migration                  = { name = "m", command = [] }
    permissions                = { All = { actions = ["s3:*"], resources = ["*"] } }
    off_hours                  = { stop = "20:00", start = "cron(0 7 ? * MON-FRI *)" }
    health_check_grace_seconds = -1
    log_retention_days         = 2
  }

  expect_failures = [
    var.name, var.cluster_name, var.target_group_arn, var.task_size, var.scaling, var.network, var.image, var.container, var.migration,
    var.permissions, var.off_hours, var.health_check_grace_seconds, var.log_retention_days,
  ]
}

run "refuses_contradictions" {
  command = plan

  variables {
    task_size   = { cpu = 512, memory = 1024, architecture = "RISCV" }
    scaling     = { desired = 5, min = 1, max = 4 }
    container   = { port = 3000, environment = { A = "1" }, secrets = { A = "arn:aws:ssm:::parameter/a" } }
    permissions = { "not-letters" = { actions = ["s3:GetObject"], resources = ["*"] } }
    off_hours   = { stop = "cron(0 7 ? * MON-FRI *)", start = "cron(0 7 ? * MON-FRI *)" }
    network = {
      vpc_id                          = "vpc-1"
      subnet_ids                      = ["subnet-1", "subnet-2"]
      load_balancer_security_group_id = "sg-alb"
      egress                          = { db = { security_group_id = "sg-db", port = 0 } }
    }
  }

  expect_failures = [var.task_size, var.scaling, var.container, var.permissions, var.off_hours, var.network]
}

run "refuses_a_cpu_size_that_fargate_does_not_offer" {
  command = plan

  variables {
    task_size = { cpu = 300, memory = 1024 }
    scaling   = { desired = 2, min = 1, max = 4, cpu_target = 100 }
  }

  expect_failures = [var.task_size, var.scaling]
}

run "accepts_the_largest_size" {
  command = plan

  variables {
    task_size = { cpu = 16384, memory = 122880, architecture = "X86_64" }
    scaling   = { desired = 0, min = 0, max = 0 }
  }

  assert {
    condition     = aws_ecs_task_definition.this.memory == "122880"
    error_message = "The largest pair that Fargate offers must be accepted."
  }
}

run "refuses_a_secret_that_ecs_may_not_read" {
  command = plan

  variables {
    container = { port = 3000, secrets = { KEY = "arn:aws:secretsmanager:us-east-1:123456789012:secret:of-somebody-else" } }
    readable  = { secrets = ["arn:aws:secretsmanager:us-east-1:123456789012:secret:session"] }
  }

  expect_failures = [var.container]
}

run "refuses_a_secret_without_its_arn" {
  command = plan

  variables {
    readable = { secrets = ["session"] }
  }

  expect_failures = [var.readable]
}
