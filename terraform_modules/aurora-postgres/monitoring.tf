data "aws_partition" "current" {}

# Enhanced monitoring: RDS writes what the operating system reports to CloudWatch Logs.
resource "aws_iam_role" "monitoring" {
  name        = local.names.monitoring_role
  description = "Lets RDS write the enhanced monitoring of ${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
