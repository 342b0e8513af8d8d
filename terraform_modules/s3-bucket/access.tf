locals {
  deny_plain_http = {
    Sid       = "DenyPlainHttp"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }

  allowed = [
    for sid, statement in var.policy_statements : merge(
      {
        Sid       = sid
        Effect    = "Allow"
        Principal = { Service = statement.services }
        Action    = statement.actions
        Resource  = [for resource in statement.resources : replace(resource, "BUCKET_ARN", aws_s3_bucket.this.arn)]
      },
      {
        for key, condition in { Condition = { StringEquals = {
          for name, value in { "aws:SourceAccount" = statement.source_account, "aws:SourceArn" = statement.source_arn } : name => value if value != null
        } } } : key => condition if statement.source_account != null || statement.source_arn != null
      },
    )
  ]
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.deny_plain_http], local.allowed)
  })

  # S3 answers with a conflict when both are changed at the same moment.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
