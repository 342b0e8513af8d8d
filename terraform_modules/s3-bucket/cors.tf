resource "aws_s3_bucket_cors_configuration" "this" {
  count = var.cors == null ? 0 : 1

  bucket = aws_s3_bucket.this.id

  cors_rule {
    allowed_origins = var.cors.origins
    allowed_methods = var.cors.methods
    allowed_headers = var.cors.headers
    expose_headers  = var.cors.exposed_headers
    max_age_seconds = var.cors.max_age_seconds
  }
}
