provider "aws" {
  region = "us-east-1"
}

# A message in HTML and in plain text; whoever sends it fills in the name.
module "templates" {
  source = "../.."

  name = "shop-dev"

  templates = {
    welcome = {
      subject = "Welcome, {{name}}"
      html    = "<p>Welcome, {{name}}</p>"
      text    = "Welcome, {{name}}"
    }
  }
}
