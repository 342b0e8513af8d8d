terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # Write-only passwords do not exist in earlier 5.x.
      version = ">= 5.100, < 6.0"
    }
  }
}
