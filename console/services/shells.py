"""A shell in a running task: the exact command, and what this machine lacks to run it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from console.domain.ecs import ServiceAddress, Task
from console.domain.environment import EnvironmentName
from console.errors import InputError, RefusedError
from console.ports import EcsReader
from console.services.ecs_targets import EcsTargetFinder

PROGRAMS = ("aws", "session-manager-plugin")
"""What ECS Exec needs: the AWS CLI, and the plugin that carries the session."""


@dataclass(frozen=True, slots=True)
class Shell:
    """The command that opens the shell; `missing` are the programs that this machine does not have."""

    address: ServiceAddress
    task: Task
    argv: tuple[str, ...]
    missing: tuple[str, ...]
    sandbox: bool


class Shells:
    """Composes the command; it opens nothing itself."""

    def __init__(
        self,
        targets: EcsTargetFinder,
        reader: EcsReader,
        *,
        sandbox: bool,
        which: Callable[[str], str | None] = shutil.which,
    ) -> None:
        self._targets = targets
        self._reader = reader
        self._sandbox = sandbox
        self._which = which

    def command(
        self,
        name: EnvironmentName,
        run: str,
        *,
        service: str | None = None,
        task: str | None = None,
        container: str | None = None,
    ) -> Shell:
        """The command for the task, or for the newest that runs.

        Raises RefusedError where ECS Exec is off or no task runs, InputError for a task or container there is not.
        """
        now = self._reader.service(self._targets.of(name).service(service))
        if not now.takes_shells:
            raise RefusedError(
                f"ECS Exec is off for {now.address}: apply it with enable_execute_command, then deploy once."
            )
        chosen = _chosen(self._reader.tasks(now.address), task, now.address)
        inside = container or self._reader.task_definition(now.address.region, chosen.task_definition).container().name
        if inside not in {each.name for each in chosen.containers}:
            known = ", ".join(each.name for each in chosen.containers)
            raise InputError(f"The task {chosen.id} has no container {inside!r}: it has {known}.")
        argv = (
            *("aws", "ecs", "execute-command", "--region", now.address.region, "--cluster", now.address.cluster),
            *("--task", chosen.id, "--container", inside, "--interactive", "--command", run),
        )
        return Shell(
            now.address, chosen, argv, tuple(each for each in PROGRAMS if not self._which(each)), self._sandbox
        )


def _chosen(tasks: tuple[Task, ...], wanted: str | None, address: ServiceAddress) -> Task:
    running = [task for task in tasks if task.status == "RUNNING"]
    if not running:
        raise RefusedError(f"No task of {address} runs: there is nothing to open a shell in.")
    if wanted is None:
        return running[0]
    found = [task for task in running if task.id.startswith(wanted)]
    if len(found) != 1:
        known = ", ".join(task.id[:8] for task in running)
        raise InputError(f"{wanted!r} is not one running task of {address}: {known}.")
    return found[0]
