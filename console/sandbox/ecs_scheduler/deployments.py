"""The deployments of a service: started by a change, ended by the scheduler."""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

IN_PROGRESS = "IN_PROGRESS"
COMPLETED = "COMPLETED"


def start_deployment(service: Any) -> dict[str, Any]:
    """Make a new primary deployment of what the service says now; earlier ones become ACTIVE until they are drained."""
    for earlier in service.deployments:
        earlier["status"] = "ACTIVE"
    deployment_id = f"ecs-svc/{mock_random.randint(10**18, 10**19 - 1)}"
    deployment = {
        "id": deployment_id,
        "status": "PRIMARY",
        "taskDefinition": service.task_definition,
        "desiredCount": service.desired_count,
        "pendingCount": 0,
        "runningCount": 0,
        "failedTasks": 0,
        "createdAt": utcnow(),
        "updatedAt": utcnow(),
        "launchType": service.launch_type,
        "capacityProviderStrategy": service.capacity_provider_strategy,
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "networkConfiguration": service.network_configuration,
        "rolloutState": IN_PROGRESS,
        "rolloutStateReason": f"ECS deployment {deployment_id} in progress.",
    }
    service.deployments.insert(0, deployment)
    return deployment


def complete(deployment: dict[str, Any]) -> None:
    """Say that the deployment has reached what it wanted."""
    deployment["rolloutState"] = COMPLETED
    deployment["rolloutStateReason"] = f"ECS deployment {deployment['id']} completed."
    deployment["updatedAt"] = utcnow()
