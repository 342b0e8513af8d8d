provider "aws" {
  region = "us-east-1"
}

# A value that is drawn at the apply and seen by neither plan nor state.
module "session_key" {
  source = "../.."

  name        = "shop-dev/session-key"
  description = "Signs the sessions of shop-dev"
}
