provider "aws" {
  region = "us-east-1"
}

# A zone of its own, a certificate for two names, and both names pointing at a load balancer.
module "certificate" {
  source = "../.."

  domain_name        = "shop.example.com"
  alternative_names  = ["www.shop.example.com"]
  zone               = { create_name = "shop.example.com" }
  validation_timeout = "2h"
  force_destroy      = true

  alias = {
    dns_name = "shop-1.us-east-1.elb.amazonaws.com"
    zone_id  = "Z35SXDOTRQ7X7K"
  }
}

# Only the alias: the certificate exists already.
module "alias" {
  source = "../.."

  domain_name         = "old.example.com"
  zone                = { id = "Z0123456789ABCDEFGHIJ" }
  certificate_enabled = false

  alias = {
    dns_name = "shop-1.us-east-1.elb.amazonaws.com"
    zone_id  = "Z35SXDOTRQ7X7K"
  }
}
