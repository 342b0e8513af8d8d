output "bucket" {
  description = "Bucket that keeps the state."
  value       = module.bucket.name
}

output "lock_table" {
  description = "Table that locks the state; null where lock files do."
  value       = one(module.lock_table[*].name)
}
