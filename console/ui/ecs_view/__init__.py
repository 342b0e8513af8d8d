"""ECS services, tasks, deployments, events and stopped tasks as rows and facts."""
