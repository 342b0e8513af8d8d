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

# Two small tasks behind the load balancer, up to six when they are busy.
module "service" {
  source = "../.."

  name             = "shop-dev-api"
  cluster_name     = "shop-dev"
  target_group_arn = module.alb.target_group_arn
  container        = { port = 8000 }
  task_size        = { cpu = 256, memory = 512 }
  scaling          = { desired = 2, min = 2, max = 6 }

  image = {
    repository_url = module.repository.url
    repository_arn = module.repository.arn
    tag            = "1.0.0"
  }

  network = {
    vpc_id                          = module.network.vpc_id
    subnet_ids                      = module.network.private_subnet_ids
    load_balancer_security_group_id = module.alb.security_group_id
  }
}
