"""The store of this machine: runs, approvals, rollouts and the audit log in one SQLite file."""
