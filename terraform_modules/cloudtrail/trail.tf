# Who changed what in the account, of every Region and of the global services. Without a key of one's
# own the files are encrypted by the bucket, and each file's digest proves that nobody changed it.
resource "aws_cloudtrail" "this" {
  #checkov:skip=CKV_AWS_252:Alarms are made on the log group, which has the events within minutes; a message for each file tells nobody anything.

  name           = var.name
  s3_bucket_name = var.bucket
  kms_key_id     = var.kms_key_arn

  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true

  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.this.arn}:*"
  cloud_watch_logs_role_arn  = aws_iam_role.this.arn

  # CloudTrail tests whether it may write to the log group when it is pointed at it.
  depends_on = [aws_iam_role_policy.this]
}
