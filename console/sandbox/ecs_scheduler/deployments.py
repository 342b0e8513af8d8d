"""The deployments of a service: started by a change, ended by the scheduler, the circuit breaker or an operator."""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

from console.sandbox.ecs_scheduler import events, rollouts

IN_PROGRESS = "IN_PROGRESS"
COMPLETED = "COMPLETED"
FAILED = "FAILED"
_EXCEEDED = "the circuit breaker threshold was exceeded"


def start_deployment(service: Any) -> dict[str, Any]:
    """Make a new primary deployment of what the service says now, with its service deployment."""
    line = _add_line(service)
    rollouts.begin(service, line["id"])
    return line


def _add_line(service: Any) -> dict[str, Any]:
    """A new primary deployment; earlier ones become ACTIVE until they are drained."""
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


def complete(service: Any) -> None:
    """Say that the primary deployment has reached what it wanted, and end its service deployment."""
    deployment = service.deployments[0]
    deployment["rolloutState"] = COMPLETED
    deployment["rolloutStateReason"] = f"ECS deployment {deployment['id']} completed."
    deployment["updatedAt"] = utcnow()
    rollout = rollouts.current(service)
    if rollout is None:
        return
    good = rollouts.last_good(service)
    if rollout.status in rollouts.ROLLING_BACK and good is not None:
        rollout.move("ROLLBACK_SUCCESSFUL", over=True)
        good.line = deployment["id"]  # whose tasks are kept by a further rollback
    else:
        rollout.move("SUCCESSFUL", over=True)


def count_failure(service: Any, line: dict[str, Any], at: float, words: str) -> None:
    """A task of the deployment failed at this time; the circuit breaker acts when there are too many."""
    line["failedTasks"] += 1
    rollout = rollouts.current(service)
    if rollout is None or line["id"] != service.deployments[0]["id"] or rollout.status in rollouts.ROLLING_BACK:
        return
    rollout.failures += 1
    rollout.last_failure = at
    if rollout.threshold is not None and rollout.failures >= rollout.threshold:
        rollout.triggered = True
        _fail(service, rollout, words)


def _fail(service: Any, rollout: rollouts.Rollout, words: str) -> None:
    """The circuit breaker was triggered: roll back, or stop here."""
    line = service.deployments[0]
    reason = f"ECS deployment circuit breaker: {words}."
    line |= {"rolloutState": FAILED, "rolloutStateReason": reason, "updatedAt": utcnow()}
    events.say(service, f"(deployment {line['id']}) deployment failed: {words}.")
    if not (rollout.configuration.get("deploymentCircuitBreaker") or {}).get("rollback"):
        rollout.move("STOPPED", f"Service deployment stopped because {_EXCEEDED}.", over=True)
        return
    rollout.move("ROLLBACK_REQUESTED", f"Service deployment rolled back because {_EXCEEDED}.")
    roll_back(service, rollout, f"Service deployment rolled back because {_EXCEEDED}.")


def roll_back(service: Any, rollout: rollouts.Rollout, reason: str) -> None:
    """Go back to the last deployment that succeeded; tasks of it that still run are kept."""
    good = rollouts.last_good(service)
    if good is None:
        rollout.move("ROLLBACK_FAILED", "There is no service revision to roll back to.", over=True)
        return
    failed = service.deployments[0]
    failed["rolloutState"] = FAILED
    service.task_definition = good.revision["taskDefinition"]
    service.network_configuration = good.revision["networkConfiguration"]
    line = _add_line(service)
    line["rolloutStateReason"] = f"ECS deployment circuit breaker: rolling back to deploymentId {good.line}."
    rollout.rollback = {
        "reason": reason,
        "startedAt": utcnow(),
        "serviceRevisionArn": good.revision["serviceRevisionArn"],
    }
    rollout.move("ROLLBACK_IN_PROGRESS")
    events.say(service, f"rolling back to deployment {good.line}.")
