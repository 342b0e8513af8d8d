provider "aws" {
  region = "us-east-1"
}

# A table billed by the request, restorable to every second of the last 35 days.
module "orders" {
  source = "../.."

  name     = "shop-dev-orders"
  hash_key = "orderId"
}
