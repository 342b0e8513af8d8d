resource "aws_rds_cluster_parameter_group" "this" {
  # The family is in the name because changing it replaces the group while it is still in use.
  name        = "${var.name}-pg${local.major}"
  family      = "aurora-postgresql${local.major}"
  description = "Settings of ${var.name}"

  dynamic "parameter" {
    for_each = merge(
      {
        # Connections without TLS are refused.
        "rds.force_ssl" = "1"

        # Statements of a second or more, and every change of the schema, are written to the log.
        "log_min_duration_statement" = "1000"
        "log_statement"              = "ddl"
      },
      var.parameters,
    )
    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}
