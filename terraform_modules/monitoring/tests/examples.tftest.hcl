mock_provider "aws" {
  override_during = plan
  source          = "../tests/mocks"
}

run "the_basic_example_plans" {
  command = plan

  module {
    source = "./examples/basic"
  }
}

run "the_complete_example_plans" {
  command = plan

  module {
    source = "./examples/complete"
  }
}
