provider "aws" {
  region = "us-east-1"
}

# A certificate for a name in a zone that exists; ACM is shown the record that proves it.
module "certificate" {
  source = "../.."

  domain_name = "api.shop.example.com"
  zone        = { id = "Z0123456789ABCDEFGHIJ" }
}
