"""Rollouts: one change through the environments of a system, with gates, evidence and a way back."""
