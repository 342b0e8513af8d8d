"""What the console talks about: environments, variables, plans, runs, costs. pydantic and the standard library only."""
