provider "aws" {
  region = "us-east-1"
}

# Tags that stay what they are, images scanned when pushed, the thirty latest kept.
module "repository" {
  source = "../.."

  name = "shop-dev-api"
}
