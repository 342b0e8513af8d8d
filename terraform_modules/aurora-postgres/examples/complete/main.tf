provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

module "network" {
  source = "../../../network"

  name         = "shop-dev"
  cidr         = "10.0.0.0/16"
  nat_gateways = "none"

  database_subnets = true
}

module "network_west" {
  source    = "../../../network"
  providers = { aws = aws.west }

  name             = "shop-dev-west"
  cidr             = "10.1.0.0/16"
  nat_gateways     = "none"
  database_subnets = true
}

# The primary of a global database: a key of its own, watched closely, kept long.
module "primary" {
  source = "../.."

  name                      = "shop-dev"
  names                     = { key_alias = "shop-dev-database" }
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.database_subnet_ids
  engine_version            = "16.6"
  database_name             = "shop"
  username                  = "shop"
  capacity                  = { min_acu = 2, max_acu = 32 }
  customer_key              = true
  global_database           = { role = "primary", identifier = "shop-dev-global" }
  parameters                = { log_min_duration_statement = "250" }
  backup_retention_days     = 35
  performance_insights_days = 731
  monitoring_seconds        = 15
  log_retention_days        = 365

  instances = {
    shop-dev-1 = { zone = "us-east-1a", promotion_tier = 0 }
    shop-dev-2 = { zone = "us-east-1b" }
  }
}

# Reads along in another Region; user, password and data are the primary's.
module "secondary" {
  source    = "../.."
  providers = { aws = aws.west }

  name            = "shop-dev-west"
  vpc_id          = module.network_west.vpc_id
  subnet_ids      = module.network_west.database_subnet_ids
  engine_version  = "16.6"
  database_name   = "shop"
  username        = "shop"
  customer_key    = true
  global_database = { role = "secondary", identifier = module.primary.global_cluster_identifier }

  instances = {
    shop-dev-west-1 = { zone = "us-west-2a" }
  }
}
