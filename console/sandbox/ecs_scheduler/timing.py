"""How long the steps of the simulation take, in seconds: long enough to be seen, short enough not to wait for."""

TICK = 0.5
START = 1.0
"""From the start of a task until its containers run."""
STOP = 1.0
"""From the request to stop until the task has stopped."""
CRASH = 0.5
"""How long a container that crashes runs before it does."""
HEALTHY = 0.5
"""How long the load balancer looks at a running task before it takes it to be healthy."""
UNHEALTHY = 2.0
"""How long a task that fails its health checks runs before ECS stops it, instead of its grace period."""
RETRY_STEP = 0.5
RETRY_LONGEST = 10.0
"""After each failed task the next start waits a step longer, at most so long: ECS throttles such services, too."""
ONE_OFF_RUN = 3.0
"""How long the container of a task outside of a service runs before it exits with code 0."""
STOPPED_TASK_KEPT = 3600.0
"""How long ECS shows a task that has stopped."""
