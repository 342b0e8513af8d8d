"""One-off tasks beside a service, such as a migration: what would run, running it, its log and its exit code."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from console.domain.ecs import Service, Task, TaskDefinition
from console.domain.ecs_reasons import Cause, cause_of
from console.domain.environment import EnvironmentName
from console.errors import InputError, RefusedError, RunStoppedError
from console.ports import EcsChanger, EcsReader, EcsSurroundings
from console.services.deploy_checks import Check, checks_of
from console.services.ecs_targets import EcsTargetFinder, EcsTargets
from console.services.following_deployments import last_lines

POLL_SECONDS = 1.0
_LINES = 200


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """What `run-task` would run, in the network of the service."""

    environment: EnvironmentName
    service: Service
    definition: TaskDefinition
    container: str
    command: tuple[str, ...]
    """Instead of the definition's own; empty leaves that one."""
    checks: tuple[Check, ...]
    sandbox: bool

    @property
    def shown_command(self) -> tuple[str, ...]:
        return self.command or self.definition.container(self.container).command


@dataclass(frozen=True, slots=True)
class TaskEnd:
    """How a one-off task ended. `exit_code` is None where its container never ran."""

    task: Task
    exit_code: int | None
    cause: Cause | None
    log: tuple[str, ...]


class OneOff:
    """Plans, runs and follows one-off tasks."""

    def __init__(
        self,
        targets: EcsTargetFinder,
        reader: EcsReader,
        surroundings: EcsSurroundings,
        changer: EcsChanger,
        *,
        sandbox: bool,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._targets = targets
        self._reader = reader
        self._surroundings = surroundings
        self._changer = changer
        self._sandbox = sandbox
        self._poll = poll_seconds

    def plan(
        self,
        name: EnvironmentName,
        definition: str | None = None,
        command: tuple[str, ...] = (),
        service: str | None = None,
    ) -> TaskPlan:
        """What would run: the named definition, else the one of the environment that no service runs (a migration).

        Raises InputError where it is not clear which, AwsError.
        """
        targets = self._targets.of(name)
        now = self._reader.service(targets.service(service))
        found = self._reader.task_definition(now.address.region, definition or self._candidate(targets))
        try:
            container = found.container()
        except KeyError:
            raise InputError(f"{found.name} has no essential container.") from None
        checks = tuple(check for check in checks_of(self._surroundings, now, found, ()) if check.name != "target group")
        return TaskPlan(name, now, found, container.name, command, checks, self._sandbox)

    def start(self, plan: TaskPlan) -> str:
        """Run it; the task's id. Raises RefusedError where a check says that it would not start, AwsError."""
        wrong = [f"{check.name}: {check.words}" for check in plan.checks if check.fits is False]
        if wrong:
            raise RefusedError(f"Nothing was run, the task would not start: {'; '.join(wrong)}.")
        return self._changer.run_task(plan.service, plan.definition.arn, plan.command, plan.container)

    def follow(
        self,
        plan: TaskPlan,
        task_id: str,
        on_status: Callable[[Task], None],
        *,
        cancel: threading.Event | None = None,
        timeout_seconds: float = 3600,
    ) -> TaskEnd:
        """Wait until it has stopped; raises RefusedError after the time given, RunStoppedError on `cancel`."""
        stop = cancel or threading.Event()
        deadline = time.monotonic() + timeout_seconds
        address = plan.service.address
        while True:
            task = self._reader.task(address.region, address.cluster, task_id)
            on_status(task)
            if task.stopped:
                return self._end(plan, task)
            if time.monotonic() > deadline:
                raise RefusedError(f"The task {task_id} still runs after {timeout_seconds:.0f} s; it goes on.")
            if stop.wait(self._poll):
                raise RunStoppedError(f"Stopped waiting: the task {task_id} goes on by itself.")

    def _end(self, plan: TaskPlan, task: Task) -> TaskEnd:
        code = next((each.exit_code for each in task.containers if each.name == plan.container), None)
        log = last_lines(self._reader, self._surroundings, plan.service.address.region, task, _LINES)
        return TaskEnd(task, code, None if code == 0 else cause_of(task), log)

    @staticmethod
    def _candidate(targets: EcsTargets) -> str:
        """The newest revision of the one definition in the state that no service runs."""
        served = {
            str(one.values.get("task_definition")).rpartition("/")[2].partition(":")[0]
            for one in targets.of_type("aws_ecs_service")
        }
        families = sorted({str(one.values["family"]) for one in targets.of_type("aws_ecs_task_definition")} - served)
        if len(families) == 1:
            return families[0]
        if not families:
            raise InputError(
                f"{targets.environment} has no task definition besides its services': name one with --task-definition."
            )
        raise InputError(f"Which task? Name one with --task-definition: {', '.join(families)}.")
