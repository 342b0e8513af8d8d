terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # Passwords are write-only values, which earlier 5.x do not have.
      version = ">= 5.100, < 6.0"
    }
  }
}
