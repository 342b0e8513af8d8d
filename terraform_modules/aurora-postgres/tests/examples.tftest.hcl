mock_provider "aws" {
  override_during = plan
  source          = "../tests/mocks"
}

mock_provider "aws" {
  alias           = "west"
  override_during = plan
  source          = "../tests/mocks"
}

run "the_basic_example_plans" {
  command = plan

  module {
    source = "./examples/basic"
  }

  providers = {
    aws = aws
  }
}

run "the_complete_example_plans" {
  command = plan

  module {
    source = "./examples/complete"
  }

  providers = {
    aws      = aws
    aws.west = aws.west
  }
}
