locals {
  # A replica has the ARN of the table with its own Region in it.
  regions     = concat([data.aws_region.current.name], sort(keys(var.replicas)))
  region_arns = [for region in local.regions : replace(aws_dynamodb_table.this.arn, ":${data.aws_region.current.name}:", ":${region}:")]
  table_arns  = flatten([for arn in local.region_arns : [arn, "${arn}/index/*"]])
  reading     = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"]
  writing     = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
  policy_name = coalesce(var.policy_name, var.name)

  # A caller needs the customer's key as well as the table; the key that AWS owns asks for nothing.
  key_statements = {
    for access, actions in {
      full      = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
      read_only = ["kms:Decrypt", "kms:DescribeKey"]
      } : access => var.kms_key_arn == null ? [] : [{
        Sid       = "UseTableKey"
        Effect    = "Allow"
        Action    = actions
        Resource  = [var.kms_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "dynamodb.${data.aws_region.current.name}.amazonaws.com" } }
    }]
  }

  stream_statements = var.stream_view_type == null ? [] : [{
    Sid      = "ReadStream"
    Effect   = "Allow"
    Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    Resource = [for arn in local.region_arns : "${arn}/stream/*"]
  }]
}

resource "aws_iam_policy" "full" {
  count = var.iam_policies ? 1 : 0

  name        = "${local.policy_name}-access"
  description = "Read and write the items of ${var.name}"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid      = "ReadAndWriteItems"
        Effect   = "Allow"
        Action   = concat(local.reading, local.writing)
        Resource = local.table_arns
      }],
      local.stream_statements,
      local.key_statements.full,
    )
  })
}

resource "aws_iam_policy" "read_only" {
  count = var.iam_policies ? 1 : 0

  name        = "${local.policy_name}-read-only"
  description = "Read the items of ${var.name}"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid      = "ReadItems"
        Effect   = "Allow"
        Action   = local.reading
        Resource = local.table_arns
      }],
      local.stream_statements,
      local.key_statements.read_only,
    )
  })
}
