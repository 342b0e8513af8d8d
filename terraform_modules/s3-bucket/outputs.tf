output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "log_target" {
  description = "Name of the bucket, usable once its policy stands: for services that test their access when they are pointed at it."
  value       = aws_s3_bucket.this.id

  depends_on = [aws_s3_bucket_policy.this]
}
