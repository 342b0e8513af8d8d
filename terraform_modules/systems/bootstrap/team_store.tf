# What several operators' consoles share: records, leases and the audit log. The documents are in the bucket.
module "team_table" {
  source = "../../dynamodb-table"
  count  = var.team_table == null ? 0 : 1

  name      = var.team_table
  hash_key  = "kind"
  range_key = "key"

  # An audit log that can be deleted in one call proves nothing.
  deletion_protection    = true
  point_in_time_recovery = true
}
