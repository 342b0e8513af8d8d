# Name tags. Without name_format they are "name-type-zone" and the like, as the AWS console sorts them best.
locals {
  plain_names = {
    vpc                     = var.name
    default_security_group  = "${var.name}-default-closed"
    internet_gateway        = var.name
    public_route_table      = "${var.name}-public"
    public_acl              = "${var.name}-public"
    database_route_table    = "${var.name}-database"
    endpoint_security_group = "${var.name}-endpoints"
  }

  plain_zone_names = [
    for zone in local.zones : {
      private_subnet      = "${var.name}-private-${zone}"
      public_subnet       = "${var.name}-public-${zone}"
      database_subnet     = "${var.name}-database-${zone}"
      private_route_table = "${var.name}-private-${zone}"
      nat_address         = "${var.name}-nat-${zone}"
      nat_gateway         = "${var.name}-${zone}"
    }
  ]

  # What spans zones carries the first of them in place of {zone}.
  names = var.name_format == null ? local.plain_names : {
    for type, plain in local.plain_names : type => replace(replace(var.name_format, "{zone}", local.zones[0]), "{type}", type)
  }

  zone_names = var.name_format == null ? local.plain_zone_names : [
    for index, zone in local.zones : {
      for type, plain in local.plain_zone_names[index] : type => replace(replace(var.name_format, "{zone}", zone), "{type}", type)
    }
  ]

  endpoint_names = {
    for service in setunion(var.gateway_endpoints, var.interface_endpoints) : service => var.name_format == null ? "${var.name}-${service}" : (
      replace(replace(var.name_format, "{zone}", local.zones[0]), "{type}", "${replace(service, "/[.-]/", "_")}_endpoint")
    )
  }
}
