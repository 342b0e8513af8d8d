provider "aws" {
  region = "us-east-1"
}

# Settings that are no secret, at /shop/dev/LOG_LEVEL and /shop/dev/CURRENCY.
module "settings" {
  source = "../.."

  prefix = "/shop/dev"

  values = {
    LOG_LEVEL = "info"
    CURRENCY  = "EUR"
  }
}
