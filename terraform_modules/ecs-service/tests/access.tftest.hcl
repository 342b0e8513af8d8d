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

  network = {
    vpc_id                          = "vpc-1"
    subnet_ids                      = ["subnet-1", "subnet-2"]
    load_balancer_security_group_id = "sg-alb"
    egress                          = { postgres = { security_group_id = "sg-db", port = 5432 } }
  }

  image = {
    repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/replaydash-dev-api"
    repository_arn = "arn:aws:ecr:us-east-1:123456789012:repository/replaydash-dev-api"
    tag            = "v1.0.0"
  }

  container = {
    port        = 3000
    environment = { PORT = "3000", NODE_ENV = "production" }
    secrets     = { SESSION_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:session" }
  }

  readable = { secrets = ["arn:aws:secretsmanager:us-east-1:123456789012:secret:session"] }
}

run "doors_are_as_narrow_as_they_can_be" {
  command = plan

  assert {
    condition     = aws_vpc_security_group_ingress_rule.load_balancer.referenced_security_group_id == "sg-alb" && aws_vpc_security_group_ingress_rule.load_balancer.from_port == 3000
    error_message = "Only the load balancer may reach the container, on its port."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.named["postgres"].referenced_security_group_id == "sg-db" && aws_vpc_security_group_egress_rule.named["postgres"].to_port == 5432
    error_message = "Tasks must reach the database."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.https.from_port == 443 && aws_vpc_security_group_egress_rule.https.to_port == 443
    error_message = "To the Internet tasks may speak HTTPS only."
  }
}

run "roles_may_do_only_what_is_needed" {
  command = plan

  variables {
    execute_command = false
    readable = {
      secrets    = ["arn:aws:secretsmanager:us-east-1:123456789012:secret:session"]
      parameters = ["arn:aws:ssm:us-east-1:123456789012:parameter/replaydash/dev/DATABASE_HOST"]
    }
    permissions = {
      UseSessions = { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::sessions/*"] }
    }
  }

  assert {
    condition = toset(flatten([for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Action])) == toset([
      "ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
      "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "ssm:GetParameters",
    ])
    error_message = "The execution role may pull, log and read what the container is given, nothing else."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Sid if contains(statement.Resource, "*")] == ["LogInToEcr"]
    error_message = "Only the ECR login may be for all resources, because AWS offers nothing narrower."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.task[0].policy).Statement == [{ Sid = "UseSessions", Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::sessions/*"] }]
    error_message = "The task role may do what was asked for, nothing else."
  }

  assert {
    condition     = jsondecode(aws_iam_role.task.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "ECS may assume the role for this account only."
  }
}

run "ecs_exec_needs_its_session_channels" {
  command = plan

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.task[0].policy).Statement[0].Action) == 4
    error_message = "ECS Exec must be able to open its channels."
  }
}

run "a_role_without_permissions_has_no_policy" {
  command = plan

  variables {
    execute_command = false
  }

  assert {
    condition     = length(aws_iam_role_policy.task) == 0
    error_message = "AWS refuses a policy without statements."
  }
}
