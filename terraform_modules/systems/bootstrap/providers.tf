provider "aws" {
  region = var.aws_region

  default_tags {
    tags = {
      Project   = var.system
      Purpose   = "terraform-state"
      ManagedBy = "terraform"
    }
  }
}
