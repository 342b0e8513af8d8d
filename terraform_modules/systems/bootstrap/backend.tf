# The console begins with a local state and moves it into the bucket once that exists.
terraform {
  backend "s3" {}
}
