"""What the rollout screen draws: its lists, the path of stages, and what can be done next."""
