# Every name is {environment}_{region}_{zone}_{type}, such as prod_us-east-1_us-east-1a_vpc.
#
# - {zone} is the zone that a thing stands in. What spans zones carries the first of availability_zones.
# - RDS (clusters, instances, parameter groups) takes no underscores: they become hyphens there, as in
#   prod-us-east-1-us-east-1a-aurora-cluster.
# - A copy in another Region carries the name of its original, since AWS gives both the same: a replica
#   of the table is called what the table in the primary Region is called.
# - A global database belongs to no zone and has to be found from both Regions: it is named by the
#   primary Region alone, such as prod-us-east-1-aurora-global.
# - Log groups that RDS writes to are named by RDS.
locals {
  zone        = var.availability_zones[0]
  prefix      = "${var.environment}_${var.aws_region}_${local.zone}"
  name_format = "${var.environment}_${var.aws_region}_{zone}_{type}"

  rds_prefix          = replace(local.prefix, "_", "-")
  rds_instance_format = replace("${var.environment}_${var.aws_region}_{zone}_aurora_instance", "_", "-")
  global_database     = "${var.environment}-${var.primary_region}-aurora-global"
}
