output "bucket" {
  description = "Bucket that keeps the state."
  value       = module.bucket.name
}

output "team_table" {
  description = "Table that the consoles of a team share; null where there is none."
  value       = one(module.team_table[*].name)
}

output "lock_table" {
  description = "Table that locks the state; null where lock files do."
  value       = one(module.lock_table[*].name)
}
