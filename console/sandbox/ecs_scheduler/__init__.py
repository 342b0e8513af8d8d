"""Lets simulated ECS services run: tasks start and stop, deployments reach an end, counts follow what is desired.

Every tick looks at each service and task and takes the next step that is due. moto itself starts no tasks for a
service. Nothing runs for real: a task is an entry that moves through the states of a Fargate task.
"""
