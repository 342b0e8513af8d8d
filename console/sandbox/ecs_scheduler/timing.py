"""How long the steps of the simulation take, in seconds: long enough to be seen, short enough not to wait for."""

TICK = 0.5
START = 1.0
"""From the start of a task until its containers run."""
STOP = 1.0
"""From the request to stop until the task has stopped."""
ONE_OFF_RUN = 3.0
"""How long the container of a task outside of a service runs before it exits with code 0."""
STOPPED_TASK_KEPT = 3600.0
"""How long ECS shows a task that has stopped."""
