"""What is usual of EC2 Auto Scaling groups, in a file of its own: the command line's options name it at every start."""

MOST_INSTANCES = 10_000
"""More than any account's quota of instances in one group."""
LEAST_HEALTHY = 90
"""Percent of a group that an instance refresh keeps in service; what AWS takes where nothing is said."""
