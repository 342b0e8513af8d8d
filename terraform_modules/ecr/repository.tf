resource "aws_ecr_repository" "this" {
  #checkov:skip=CKV_AWS_51:Immutable by default; tag_mutability lets go where the releases of a document move the tag latest.
  #checkov:skip=CKV_AWS_136:Encrypted with the key of ECR, at no cost; who may pull is decided by IAM alone.

  name                 = var.name
  image_tag_mutability = var.tag_mutability
  force_delete         = var.force_delete

  encryption_configuration {
    encryption_type = "AES256"
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Expire untagged images after ${var.untagged_days} days"
        selection = {
          tagStatus   = "untagged"
          countType   = "sinceImagePushed"
          countUnit   = "days"
          countNumber = var.untagged_days
        }
        action = { type = "expire" }
      },
      {
        # "*" rather than "any": an "any" rule would also count the untagged images.
        rulePriority = 2
        description  = "Keep the ${var.keep_images} latest tagged images"
        selection = {
          tagStatus      = "tagged"
          tagPatternList = ["*"]
          countType      = "imageCountMoreThan"
          countNumber    = var.keep_images
        }
        action = { type = "expire" }
      },
    ]
  })
}
