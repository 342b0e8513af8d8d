"""Regular tasks: read from the presets of a system, ticked off in the console home, one line for each time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field, model_validator

from console.domain.environment import EnvironmentName, Preset, Strict
from console.domain.tasks import RegularTask, TaskDone, TaskStanding
from console.errors import ConsoleError, InputError
from console.services.presets import TASKS, read_model
from console.services.run_folder import refusals_of_the_disk
from console.services.run_store import whoami


class _SystemTasks(Strict):
    """tasks.yaml of a system."""

    tasks: tuple[RegularTask, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _no_name_twice(self) -> _SystemTasks:
        names = [task.name for task in self.tasks]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two tasks are called {name}")
        return self


def no_such_task(name: EnvironmentName, task: str, every: Sequence[TaskStanding]) -> InputError:
    """That there is no task of that name, and which there are."""
    known = ", ".join(standing.task.name for standing in every) or "none"
    return InputError(f"{name} has no task {task!r}; its tasks are: {known}.")


class RegularTasks:
    """The tasks of every environment. AWS and the sandbox have lists of their own."""

    def __init__(
        self, presets: Path, home: Path, preset: Callable[[EnvironmentName], Preset], *, sandbox: bool
    ) -> None:
        self._presets = presets
        self._base = home / "tasks" / ("sandbox" if sandbox else "aws")
        self._preset = preset

    def of(self, name: EnvironmentName) -> tuple[TaskStanding, ...]:
        """Every task of the environment's system in the document's order; none where the system has no tasks.yaml.

        Raises PresetError where that file is broken, ConsoleError where what was ticked off cannot be read.
        """
        preset = self._preset(name)
        done = self._done(name)
        return tuple(
            TaskStanding(
                task=task,
                commands=task.commands_for(name, preset.region),
                last=max(done.get(task.name, ()), key=lambda each: each.at, default=None),
                times=len(done.get(task.name, ())),
            )
            for task in self._tasks_of(name.system)
        )

    def tick(self, name: EnvironmentName, task: str, note: str = "") -> TaskStanding:
        """Write down that a task was done, now and by whoever runs the console; raises InputError for no such task."""
        every = self.of(name)
        if task not in [standing.task.name for standing in every]:
            raise no_such_task(name, task, every)
        line = {"task": task, "at": datetime.now(UTC).isoformat(), "by": whoami(), "note": note}
        self._append(self._file(name), json.dumps(line) + "\n")
        return next(standing for standing in self.of(name) if standing.task.name == task)

    def _tasks_of(self, system: str) -> tuple[RegularTask, ...]:
        path = self._presets / system / TASKS
        return read_model(path, _SystemTasks).tasks if path.exists() else ()

    def _file(self, name: EnvironmentName) -> Path:
        return self._base / name.system / f"{name.environment}.jsonl"

    @staticmethod
    def _append(path: Path, line: str) -> None:
        with refusals_of_the_disk(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                # One write, so that two consoles do not mix their lines.
                os.write(descriptor, line.encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _done(self, name: EnvironmentName) -> dict[str, list[TaskDone]]:
        path = self._file(name)
        if not path.exists():
            return {}
        found: dict[str, list[TaskDone]] = {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                entry = json.loads(line)
                done = TaskDone(datetime.fromisoformat(entry["at"]), str(entry["by"]), str(entry.get("note", "")))
                found.setdefault(str(entry["task"]), []).append(done)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise ConsoleError(
                    f"{path} line {number} is not a task that was done: correct the line or take it out."
                ) from None
        return found
