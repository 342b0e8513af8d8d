"""Auto Scaling groups, instances and activities as rows and facts, and what a change would do."""
