terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # Write-only passwords came late in 5.x.
      version = ">= 5.100, < 6.0"
    }
  }
}
