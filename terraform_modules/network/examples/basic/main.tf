provider "aws" {
  region = "us-east-1"
}

# Two zones, a NAT gateway for both, ways to S3 and DynamoDB that cost nothing.
module "network" {
  source = "../.."

  name = "shop-dev"
  cidr = "10.0.0.0/16"
}
