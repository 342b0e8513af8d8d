"""Service deployments and service revisions: the record of what was to run, and how that ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

from console.sandbox.patching import attached

IN_PROGRESS = "IN_PROGRESS"
ROLLING_BACK = ("ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")
_KEPT = 100
_LEAST_THRESHOLD, _MOST_THRESHOLD = 3, 200
"""Failed tasks at which the circuit breaker acts: half of the desired ones, within these bounds."""


@dataclass
class Rollout:
    """One service deployment."""

    arn: str
    line: str
    """The id of the service's own deployment, `ecs-svc/...`."""
    revision: dict[str, Any]
    """The service revision that it is to run, in ECS's own shape."""
    sources: list[str]
    configuration: dict[str, Any]
    threshold: int | None
    """None without a circuit breaker."""
    status: str = IN_PROGRESS
    reason: str = ""
    failures: int = 0
    triggered: bool = False
    rollback: dict[str, Any] | None = None
    created: datetime = field(default_factory=utcnow)
    updated: datetime = field(default_factory=utcnow)
    finished: datetime | None = None
    last_failure: float = 0.0

    @property
    def over(self) -> bool:
        return self.finished is not None

    def move(self, status: str, reason: str = "", *, over: bool = False) -> None:
        """Go to the status; `over` says that it is the last one."""
        self.status, self.reason, self.updated = status, reason or self.reason, utcnow()
        if over:
            self.finished = self.updated

    def listed(self) -> dict[str, Any]:
        """As ListServiceDeployments shows it."""
        return {
            "serviceDeploymentArn": self.arn,
            "serviceArn": self.revision["serviceArn"],
            "clusterArn": self.revision["clusterArn"],
            "createdAt": self.created,
            "startedAt": self.created,
            **({"finishedAt": self.finished} if self.finished else {}),
            "targetServiceRevisionArn": self.revision["serviceRevisionArn"],
            "status": self.status,
            "statusReason": self.reason,
        }

    def described(self, counts: dict[str, int]) -> dict[str, Any]:
        """As DescribeServiceDeployments shows it; `counts` are those of the target revision's tasks."""
        breaker = "DISABLED" if self.threshold is None else "MONITORING_COMPLETE" if self.over else "MONITORING"
        shown = self.listed()
        target = shown.pop("targetServiceRevisionArn")
        return shown | {
            "updatedAt": self.updated,
            "sourceServiceRevisions": [{"arn": arn} for arn in self.sources],
            "targetServiceRevision": {"arn": target, **counts},
            "deploymentConfiguration": self.configuration,
            "deploymentCircuitBreaker": {
                "status": "TRIGGERED" if self.triggered else breaker,
                "failureCount": self.failures,
                "threshold": self.threshold or 0,
            },
            **({"rollback": self.rollback} if self.rollback else {}),
        }


def rollouts(service: Any) -> list[Rollout]:
    """The service deployments of a service, newest first."""
    return attached(service, "rollouts", list[Rollout])


def current(service: Any) -> Rollout | None:
    """The newest one, if it is not over."""
    found = rollouts(service)
    return found[0] if found and not found[0].over else None


def begin(service: Any, line: str) -> Rollout:
    """Start the record of a deployment; one that was under way is stopped by it."""
    earlier = rollouts(service)
    if earlier and not earlier[0].over:
        earlier[0].move("STOPPED", f"Stopped by the deployment {line}.", over=True)
    good = last_good(service)
    configuration = getattr(service, "deployment_configuration", None) or {}
    breaker = configuration.get("deploymentCircuitBreaker") or {}
    threshold = None
    if breaker.get("enable"):
        threshold = min(max(-(-service.desired_count // 2), _LEAST_THRESHOLD), _MOST_THRESHOLD)
    rollout = Rollout(
        arn=_arn(service, "service-deployment"),
        line=line,
        revision=_revision(service),
        sources=[good.revision["serviceRevisionArn"]] if good else [],
        configuration=configuration,
        threshold=threshold,
    )
    earlier.insert(0, rollout)
    del earlier[_KEPT:]
    service.current_service_deployment = rollout.arn
    return rollout


def last_good(service: Any) -> Rollout | None:
    """The newest deployment that succeeded: where a rollback goes to."""
    return next((each for each in rollouts(service) if each.status == "SUCCESSFUL"), None)


def _arn(service: Any, kind: str) -> str:
    prefix, _, _ = service.cluster_arn.partition(":cluster/")
    return f"{prefix}:{kind}/{service.cluster_name}/{service.name}/{mock_random.get_random_string(length=22)}"


def _revision(service: Any) -> dict[str, Any]:
    definition = service._backend.describe_task_definition(service.task_definition)
    return {
        "serviceRevisionArn": _arn(service, "service-revision"),
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "taskDefinition": service.task_definition,
        "capacityProviderStrategy": service.capacity_provider_strategy or [],
        **({"launchType": service.launch_type} if service.launch_type else {}),
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "loadBalancers": service.load_balancers,
        "networkConfiguration": service.network_configuration,
        "containerImages": [
            {"containerName": container["name"], "image": container.get("image", "")}
            for container in definition.container_definitions
        ],
        "createdAt": utcnow(),
    }
