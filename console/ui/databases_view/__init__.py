"""Databases and their snapshots as rows and facts, and what a snapshot and a restore would do."""
