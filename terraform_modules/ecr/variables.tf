variable "name" {
  description = "Name of the repository, such as replaydash-production-api."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 256
    error_message = "The repository name must be 2 to 256 lower-case letters and digits, parted by single dots, underscores, slashes or hyphens."
  }
}

variable "tag_mutability" {
  description = "IMMUTABLE refuses to push a tag twice, so that a tag always names one image; MUTABLE allows moving tags such as latest."
  type        = string
  default     = "IMMUTABLE"
  nullable    = false

  validation {
    condition     = contains(["IMMUTABLE", "MUTABLE"], var.tag_mutability)
    error_message = "The tag mutability must be IMMUTABLE or MUTABLE."
  }
}

variable "keep_images" {
  description = "Number of most recent tagged images to keep; older ones expire and can no longer be rolled back to."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.keep_images >= 2 && var.keep_images <= 1000 && floor(var.keep_images) == var.keep_images
    error_message = "Keep 2 to 1000 images: with fewer than two there is nothing to roll back to."
  }
}

variable "untagged_days" {
  description = "Days after which an image without a tag expires."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.untagged_days >= 1 && var.untagged_days <= 365 && floor(var.untagged_days) == var.untagged_days
    error_message = "Untagged images must expire after 1 to 365 whole days."
  }
}

variable "force_delete" {
  description = "Whether destroying the repository also deletes the images in it."
  type        = bool
  default     = false
  nullable    = false
}
