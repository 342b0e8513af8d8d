mock_provider "aws" {
  override_during = plan

  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
      domain_validation_options = [{
        domain_name           = "api.replaydash.com"
        resource_record_name  = "_0123.api.replaydash.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_4567.acm-validations.aws."
      }]
    }
  }

  mock_resource "aws_route53_zone" {
    defaults = {
      zone_id      = "ZCREATED"
      name_servers = ["ns-1.example.net", "ns-2.example.net"]
    }
  }
}

variables {
  domain_name = "api.replaydash.com"
}

run "a_created_zone_validates_the_certificate_and_holds_the_alias" {
  command = plan

  variables {
    zone  = { create_name = "replaydash.com" }
    alias = { dns_name = "lb.example.amazonaws.com", zone_id = "Z35SXDOTRQ7X7K" }
  }

  assert {
    condition     = aws_route53_zone.this[0].name == "replaydash.com" && !aws_route53_zone.this[0].force_destroy
    error_message = "The zone must be created, and not be destroyed with records of others in it."
  }

  assert {
    condition     = aws_route53_record.validation[0].zone_id == "ZCREATED" && aws_route53_record.validation[0].name == "_0123.api.replaydash.com."
    error_message = "The record that ACM asks for must be in the created zone."
  }

  assert {
    condition     = aws_route53_record.alias[0].name == "api.replaydash.com" && aws_route53_record.alias[0].alias[0].evaluate_target_health
    error_message = "The name must point at the load balancer."
  }

  assert {
    condition     = output.name_servers == ["ns-1.example.net", "ns-2.example.net"] && output.zone_id == "ZCREATED"
    error_message = "The operator needs the name servers to delegate the zone."
  }
}

run "an_existing_zone_is_used" {
  command = plan

  variables {
    zone  = { id = "ZEXISTING" }
    alias = { dns_name = "lb.example.amazonaws.com", zone_id = "Z35SXDOTRQ7X7K" }
  }

  assert {
    condition     = length(aws_route53_zone.this) == 0 && aws_route53_record.alias[0].zone_id == "ZEXISTING" && aws_route53_record.validation[0].zone_id == "ZEXISTING"
    error_message = "Both records must go to the existing zone."
  }

  assert {
    condition     = output.name_servers == []
    error_message = "An existing zone is delegated already; it needs no name servers shown."
  }
}

run "outside_route_53_the_records_are_only_shown" {
  command = plan

  variables {
    alias = { dns_name = "lb.example.amazonaws.com", zone_id = "Z35SXDOTRQ7X7K" }
  }

  assert {
    condition     = length(aws_route53_record.validation) == 0 && length(aws_route53_record.alias) == 0 && length(aws_acm_certificate_validation.this) == 1
    error_message = "Without a zone no record can be made, but the certificate must still be waited for."
  }

  assert {
    condition     = output.validation_records[0].value == "_4567.acm-validations.aws." && output.zone_id == null
    error_message = "The operator needs the record to create it by hand."
  }
}

run "a_certificate_of_ones_own_leaves_dns_only" {
  command = plan

  variables {
    certificate_enabled = false
    force_destroy       = true
    zone                = { create_name = "api.replaydash.com" }
  }

  assert {
    condition     = length(aws_acm_certificate.this) == 0 && length(aws_route53_record.validation) == 0 && output.certificate_arn == null && output.validation_records == []
    error_message = "No certificate may be requested."
  }

  assert {
    condition     = aws_route53_zone.this[0].force_destroy && length(aws_route53_record.alias) == 0
    error_message = "The zone must be made as asked, without a record that nobody gave a target for."
  }
}

run "refuses_malformed_names_and_durations" {
  command = plan

  variables {
    domain_name        = "API.replaydash.com."
    validation_timeout = "soon"
    alias              = { dns_name = "", zone_id = "" }
  }

  expect_failures = [var.domain_name, var.validation_timeout, var.alias]
}

run "refuses_a_malformed_zone_id" {
  command = plan

  variables {
    zone = { id = "replaydash" }
  }

  expect_failures = [var.zone]
}

run "refuses_two_zones" {
  command = plan

  variables {
    zone = { id = "ZEXISTING", create_name = "replaydash.com" }
  }

  expect_failures = [var.zone]
}

run "refuses_a_zone_that_does_not_hold_the_name" {
  command = plan

  variables {
    zone = { create_name = "example.com" }
  }

  expect_failures = [var.zone]
}

run "alternative_names_are_validated_and_point_at_the_load_balancer" {
  command = plan

  variables {
    domain_name       = "muejam.com"
    alternative_names = ["www.muejam.com"]
    zone              = { create_name = "muejam.com" }
    alias             = { dns_name = "lb.example.amazonaws.com", zone_id = "Z35SXDOTRQ7X7K" }
  }

  override_resource {
    target          = aws_acm_certificate.this
    override_during = plan
    values = {
      arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
      domain_validation_options = [
        { domain_name = "muejam.com", resource_record_name = "_1.muejam.com.", resource_record_type = "CNAME", resource_record_value = "_a.acm-validations.aws." },
        { domain_name = "www.muejam.com", resource_record_name = "_2.www.muejam.com.", resource_record_type = "CNAME", resource_record_value = "_b.acm-validations.aws." },
      ]
    }
  }

  assert {
    condition     = aws_acm_certificate.this[0].subject_alternative_names == toset(["www.muejam.com"]) && toset(aws_route53_record.validation[*].name) == toset(["_1.muejam.com.", "_2.www.muejam.com."])
    error_message = "Every name of the certificate must be validated."
  }

  assert {
    condition     = aws_route53_record.alternative_alias["www.muejam.com"].alias[0].name == "lb.example.amazonaws.com"
    error_message = "Alternative names must point at the load balancer, too."
  }
}

run "refuses_alternative_names_outside_of_the_zone" {
  command = plan

  variables {
    domain_name       = "muejam.com"
    alternative_names = ["*.muejam.com", "www.example.com"]
    zone              = { create_name = "muejam.com" }
  }

  expect_failures = [var.alternative_names]
}
