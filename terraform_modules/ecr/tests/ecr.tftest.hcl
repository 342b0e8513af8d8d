mock_provider "aws" {}

variables {
  name = "replaydash-dev-api"
}

run "images_are_scanned_encrypted_and_immutable" {
  command = plan

  assert {
    condition     = aws_ecr_repository.this.image_scanning_configuration[0].scan_on_push
    error_message = "Images must be scanned when they are pushed."
  }

  assert {
    condition     = aws_ecr_repository.this.encryption_configuration[0].encryption_type == "AES256"
    error_message = "Images must be encrypted."
  }

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE" && !aws_ecr_repository.this.force_delete
    error_message = "By default a tag must name one image for ever and images must not go with the repository."
  }
}

run "old_images_expire" {
  command = plan

  variables {
    keep_images   = 5
    untagged_days = 2
  }

  assert {
    condition     = [for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules : rule.selection.countNumber] == [2, 5]
    error_message = "Untagged images must expire by age and tagged ones by number."
  }
}

run "tags_may_move_where_wanted" {
  command = plan

  variables {
    tag_mutability = "MUTABLE"
    force_delete   = true
  }

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "MUTABLE" && aws_ecr_repository.this.force_delete
    error_message = "Both switches must reach the repository."
  }
}

run "refuses_what_ecr_refuses" {
  command = plan

  variables {
    name           = "Has-Capitals"
    tag_mutability = "SOMETIMES"
    keep_images    = 1
    untagged_days  = 0
  }

  expect_failures = [var.name, var.tag_mutability, var.keep_images, var.untagged_days]
}
