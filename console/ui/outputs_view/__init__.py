"""Outputs of an environment and the procedures that come after an apply."""
