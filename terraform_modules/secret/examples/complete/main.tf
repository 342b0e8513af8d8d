provider "aws" {
  region = "us-east-1"
}

variable "partner_key" {
  description = "Key that the partner gave; give it as TF_VAR_partner_key. Null has one drawn."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

# A value of one's own, written a second time, in a secret that can be deleted at once.
module "partner_key" {
  source = "../.."

  name          = "shop-dev/partner-key"
  description   = "Key of shop-dev at its partner"
  value         = var.partner_key
  value_version = 2
  recovery_days = 0
}
