"""Watching a deployment until it is over, and its verdict: from the service deployment and its target revision."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from console.domain.ecs import Service, ServiceAddress, ServiceEvent, Task, TaskDefinition
from console.domain.ecs_deployment import ServiceDeployment, Verdict, verdict_of
from console.domain.ecs_reasons import Cause, likely_cause
from console.errors import AwsError, RefusedError, RunStoppedError
from console.ports import EcsReader, EcsSurroundings

POLL_SECONDS = 1.0
APPEARS_SECONDS = 60.0
"""How long ECS may take to show a deployment that it has accepted."""
_LINES = 5


@dataclass(frozen=True, slots=True)
class Watched:
    """The deployment that is waited for: the one that was not there before."""

    address: ServiceAddress
    known: frozenset[str]
    """ARNs of the service deployments from before."""
    deployment: str | None = None
    """Its ARN where that is known: a deployment that is rolled back keeps its own."""
    definition: str | None = None
    """ARN of the task definition that it deploys."""
    events: frozenset[str] = frozenset()
    """Ids of the events from before."""
    wanted: Verdict = Verdict.SUCCEEDED
    """The end that was asked for: stopping a deployment is to end in a rollback."""


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a deployment: `events` are the new ones, oldest first."""

    service: Service
    deployment: ServiceDeployment | None
    events: tuple[ServiceEvent, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a deployment ended."""

    verdict: Verdict
    service: Service
    deployment: ServiceDeployment
    cause: Cause | None = None
    failed_task: Task | None = None
    log: tuple[str, ...] = ()
    """The last lines that the failed task wrote."""
    wanted: Verdict = Verdict.SUCCEEDED

    @property
    def good(self) -> bool:
        """Whether it ended as it was asked to."""
        return self.verdict is self.wanted

    @property
    def exit_code(self) -> int:
        """0 only for the end that was asked for: a rollback that the circuit breaker began is a failure."""
        return 0 if self.good else 1


class Following:
    """Waits; changes nothing. Leaving it leaves the deployment as it goes."""

    def __init__(
        self,
        reader: EcsReader,
        surroundings: EcsSurroundings,
        *,
        clock: Callable[[], float] = time.monotonic,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._reader = reader
        self._surroundings = surroundings
        self._clock = clock
        self._poll = poll_seconds

    def before(self, address: ServiceAddress, definition: str | None = None) -> Watched:
        """Remember which deployments there are, so that the one to come is told apart."""
        return Watched(
            address,
            frozenset(each.arn for each in self._reader.deployments(address)),
            definition=definition,
            events=frozenset(event.id for event in self._reader.service(address).events),
        )

    def follow(
        self,
        watched: Watched,
        on_progress: Callable[[Progress], None],
        *,
        cancel: threading.Event | None = None,
        timeout_seconds: float = 1800,
    ) -> Outcome:
        """Wait for the end, at most so long: the verdict is RUNNING then.

        Raises RefusedError where ECS shows no deployment, RunStoppedError when `cancel` is set.
        """
        stop = cancel or threading.Event()
        began = self._clock()
        seen = set(watched.events)
        while True:
            mine = self._find(watched)
            service = self._reader.service(watched.address)  # after it, so that an end finds the service as it left it
            fresh = tuple(event for event in reversed(service.events) if event.id not in seen)
            seen.update(event.id for event in fresh)
            on_progress(Progress(service, mine, fresh))
            waited = self._clock() - began
            if mine is None and waited > APPEARS_SECONDS:
                raise RefusedError(f"ECS shows no deployment of {watched.address} that was not there before.")
            if mine is not None and (mine.over or waited > timeout_seconds):
                return self._outcome(watched, service, mine)
            if stop.wait(self._poll):
                raise RunStoppedError(f"Stopped waiting: the deployment of {watched.address} goes on by itself.")

    def _find(self, watched: Watched) -> ServiceDeployment | None:
        """The deployment that was waited for: the oldest of those that came since."""
        found = self._reader.deployments(watched.address)
        if watched.deployment is not None:
            return next((each for each in found if each.arn == watched.deployment), None)
        new = [each for each in found if each.arn not in watched.known]
        return new[-1] if new else None

    def _outcome(self, watched: Watched, service: Service, mine: ServiceDeployment) -> Outcome:
        verdict = verdict_of(mine)
        if verdict in (Verdict.STOPPED, Verdict.SUCCEEDED) and self._overtaken(watched, mine, service, verdict):
            verdict = Verdict.SUPERSEDED
        if verdict is watched.wanted:
            return Outcome(verdict, service, mine, wanted=watched.wanted)
        cause, task, log = self._why(watched, mine)
        return Outcome(verdict, service, mine, cause, task, log, watched.wanted)

    def _overtaken(self, watched: Watched, mine: ServiceDeployment, service: Service, verdict: Verdict) -> bool:
        """Whether another deployment took its place: it was stopped by it, or what it deployed is not what runs."""
        newest = self._reader.deployments(watched.address)[0]
        if verdict is Verdict.STOPPED:
            return newest.arn != mine.arn
        revisions = self._reader.revisions(watched.address.region, [mine.target_revision])
        return bool(revisions) and revisions[0].task_definition != service.task_definition

    def _why(self, watched: Watched, mine: ServiceDeployment) -> tuple[Cause | None, Task | None, tuple[str, ...]]:
        began = mine.created_at
        revisions = self._reader.revisions(watched.address.region, [mine.target_revision])
        definition = revisions[0].task_definition if revisions else watched.definition
        stopped = [
            task
            for task in self._reader.tasks(watched.address, stopped=True)
            if task.task_definition == definition
            and (began is None or task.created_at is None or task.created_at >= began)
        ]
        found = likely_cause(stopped)
        if found is None:
            return None, None, ()
        return found[0], found[1], last_lines(self._reader, self._surroundings, watched.address.region, found[1])


def last_lines(
    reader: EcsReader, surroundings: EcsSurroundings, region: str, task: Task, limit: int = _LINES
) -> tuple[str, ...]:
    """What the containers of a task wrote last; nothing where that may not be read."""
    try:
        definition: TaskDefinition = reader.task_definition(region, task.task_definition)
        return tuple(
            line
            for each in definition.containers
            if each.log_group and each.log_prefix
            for line in surroundings.last_lines(
                region, each.log_group, f"{each.log_prefix}/{each.name}/{task.id}", limit
            )
        )
    except AwsError:
        return ()
