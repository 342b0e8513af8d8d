# Only for backends that still lock through DynamoDB: a lock file in the bucket needs no table.
module "lock_table" {
  source = "../../dynamodb-table"
  count  = var.lock_table == null ? 0 : 1

  name     = var.lock_table
  hash_key = "LockID"
}
