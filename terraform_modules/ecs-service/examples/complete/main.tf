provider "aws" {
  region = "us-east-1"
}

module "network" {
  source = "../../../network"

  name         = "shop-dev"
  cidr         = "10.0.0.0/16"
  nat_gateways = "single"
}

module "alb" {
  source = "../../../alb"

  name            = "shop-dev"
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.public_subnet_ids
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"

  targets = {
    port              = 8000
    type              = "ip"
    security_group_id = module.service.security_group_id
  }
}

module "repository" {
  source = "../../../ecr"

  name = "shop-dev-api"
}

module "session_key" {
  source = "../../../secret"

  name        = "shop-dev/session-key"
  description = "Signs the sessions of shop-dev"
}

module "orders" {
  source = "../../../dynamodb-table"

  name     = "shop-dev-orders"
  hash_key = "orderId"
}

# On Fargate Spot, with a secret, a table, a migration task, and asleep at night and over the weekend.
module "service" {
  source = "../.."

  name                       = "shop-dev-api"
  cluster_name               = "shop-dev"
  target_group_arn           = module.alb.target_group_arn
  task_size                  = { cpu = 1024, memory = 2048, architecture = "X86_64" }
  scaling                    = { desired = 1, min = 1, max = 4, cpu_target = 60, memory_target = 70 }
  spot                       = true
  container_insights         = true
  health_check_grace_seconds = 120
  log_retention_days         = 7

  image = {
    repository_url = module.repository.url
    repository_arn = module.repository.arn
    tag            = "1.0.0"
  }

  container = {
    name        = "web"
    port        = 8000
    command     = ["serve", "--port", "8000"]
    environment = { ORDERS_TABLE = module.orders.name }
    secrets     = { SESSION_KEY = module.session_key.arn }
  }

  network = {
    vpc_id                          = module.network.vpc_id
    subnet_ids                      = module.network.private_subnet_ids
    load_balancer_security_group_id = module.alb.security_group_id
  }

  migration = { name = "shop-dev-migration", command = ["migrate"] }
  off_hours = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 7 ? * MON-FRI *)", timezone = "Europe/Berlin" }
  readable  = { secrets = [module.session_key.arn] }

  permissions = {
    UseOrders = {
      actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
      resources = [module.orders.arn]
    }
  }
}
