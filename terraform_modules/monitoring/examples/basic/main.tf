provider "aws" {
  region = "us-east-1"
}

# A topic that mails the operators, and the alarms of a database.
module "monitoring" {
  source = "../.."

  name        = "shop-dev"
  alert_email = "ops@shop.example.com"
  database    = { identifier = "shop-dev-postgres" }
}
