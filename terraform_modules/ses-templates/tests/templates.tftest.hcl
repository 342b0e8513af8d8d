mock_provider "aws" {}

variables {
  name = "twitter-staging"
  templates = {
    email-confirmation = {
      subject = "Confirm your address\n"
      html    = "<p>Hello {{name}}</p>"
      text    = "Hello {{name}}"
    }
  }
}

run "templates_are_named_after_the_environment" {
  command = plan

  assert {
    condition     = aws_ses_template.this["email-confirmation"].name == "twitter-staging-email-confirmation" && output.names == { email-confirmation = "twitter-staging-email-confirmation" }
    error_message = "Environments of one account must not overwrite one another's templates."
  }

  assert {
    condition     = aws_ses_template.this["email-confirmation"].subject == "Confirm your address" && aws_ses_template.this["email-confirmation"].text == "Hello {{name}}"
    error_message = "The subject must be one line, and placeholders must stay for the sender."
  }
}

run "refuses_no_template_and_a_bad_prefix" {
  command = plan

  variables {
    name      = "twitter staging"
    templates = {}
  }

  expect_failures = [var.name, var.templates]
}

run "refuses_a_mail_without_a_text_part" {
  command = plan

  variables {
    templates = { welcome = { subject = "Welcome", html = "<p>Hi</p>", text = "" } }
  }

  expect_failures = [var.templates]
}

run "refuses_a_subject_of_two_lines" {
  command = plan

  variables {
    templates = { welcome = { subject = "Welcome\nBcc: all", html = "<p>Hi</p>", text = "Hi" } }
  }

  expect_failures = [var.templates]
}

run "refuses_a_template_beyond_500_kb" {
  command = plan

  variables {
    templates = { welcome = { subject = "Welcome", html = join("", [for pair in setproduct(range(60), range(1000)) : "<p>01234</p>"]), text = "Hi" } }
  }

  expect_failures = [var.templates]
}
