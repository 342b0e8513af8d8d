provider "aws" {
  region = "us-east-1"
}

# Private, encrypted, versioned, reached over TLS only.
module "bucket" {
  source = "../.."

  name = "shop-dev-media"
}
