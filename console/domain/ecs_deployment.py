"""Service deployments and their verdict.

The verdict is taken from the service deployment and its target revision, never from a service that is stable: a
rollback by the circuit breaker leaves a stable service behind, on the old revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """How a deployment ended, or that it has not."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ROLLED_BACK = "rolled back"
    ROLLBACK_FAILED = "rollback failed"
    STOPPED = "stopped"
    SUPERSEDED = "superseded"
    """Another deployment came and took its place."""
    RUNNING = "still running"


_OVER = {
    "SUCCESSFUL": Verdict.SUCCEEDED,
    "STOPPED": Verdict.STOPPED,
    "ROLLBACK_SUCCESSFUL": Verdict.ROLLED_BACK,
    "ROLLBACK_FAILED": Verdict.ROLLBACK_FAILED,
}


@dataclass(frozen=True, slots=True)
class ServiceDeployment:
    """One service deployment, from DescribeServiceDeployments."""

    arn: str
    status: str
    reason: str
    target_revision: str
    """ARN of the service revision that was to run."""
    source_revisions: tuple[str, ...] = ()
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    breaker_status: str = ""
    """TRIGGERED, MONITORING, MONITORING_COMPLETE or DISABLED."""
    failures: int = 0
    threshold: int | None = None
    rollback_reason: str = ""
    rollback_revision: str = ""
    hooks_waiting: tuple[str, ...] = ()
    """Lifecycle hooks that wait for somebody (AWAITING_ACTION)."""

    @property
    def over(self) -> bool:
        return self.status in _OVER

    @property
    def can_be_stopped(self) -> bool:
        """Whether StopServiceDeployment takes it."""
        return self.status in ("PENDING", "IN_PROGRESS")


@dataclass(frozen=True, slots=True)
class ServiceRevision:
    """What a service deployment was to run, frozen when it began."""

    arn: str
    task_definition: str
    images: tuple[str, ...] = ()
    created_at: datetime | None = None


def verdict_of(deployment: ServiceDeployment) -> Verdict:
    """How the deployment ended. A circuit breaker that was triggered without a rollback leaves it STOPPED: failed."""
    found = _OVER.get(deployment.status, Verdict.RUNNING)
    if found is Verdict.STOPPED and deployment.breaker_status == "TRIGGERED":
        return Verdict.FAILED
    return found
