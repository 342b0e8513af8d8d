"""The health of tasks behind a load balancer: moto takes every target to be healthy at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.elbv2.models import FakeHealthStatus, FakeTargetGroup

from console.sandbox.ecs_scheduler.targets import INITIAL, health_of
from console.sandbox.patching import wraps

_REASONS = {
    INITIAL: ("Elb.RegistrationInProgress", "Target registration is in progress"),
    "unhealthy": ("Target.FailedHealthChecks", "Health checks failed"),
}


@wraps(FakeTargetGroup, "health_for")
def _health_of_tasks(
    original: Callable[..., FakeHealthStatus], self: FakeTargetGroup, target: dict[str, Any], *rest: Any
) -> FakeHealthStatus:
    status = original(self, target, *rest)
    state = health_of(self).get(target["Id"])
    if state is not None and target["Id"] in self.targets:
        status.status = state
        status.reason, status.description = _REASONS[state]
    return status
