mock_provider "aws" {
  override_during = plan

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::dev-muejam-media" }
  }
}

variables {
  name = "dev-muejam-media"
}

run "no_page_may_use_the_bucket_by_default" {
  command = plan

  assert {
    condition     = length(aws_s3_bucket_cors_configuration.this) == 0
    error_message = "Browsers must be kept out unless origins are named."
  }
}

run "pages_of_the_named_origins_may_read" {
  command = plan

  variables {
    cors = { origins = ["https://muejam.com"] }
  }

  assert {
    condition     = one(aws_s3_bucket_cors_configuration.this[0].cors_rule).allowed_origins == toset(["https://muejam.com"]) && one(aws_s3_bucket_cors_configuration.this[0].cors_rule).allowed_methods == toset(["GET", "HEAD"])
    error_message = "Named origins may read, and nothing else."
  }
}

run "refuses_every_origin_and_unknown_methods" {
  command = plan

  variables {
    cors = { origins = ["*"], methods = ["PATCH"] }
  }

  expect_failures = [var.cors]
}
