"""CloudWatch Logs: the lines that what runs in the sandbox writes, more of them under load. They are made up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from moto.ecs.models import ecs_backends
from moto.logs.models import LogsBackend, logs_backends

from console.sandbox.ecs_scheduler import tasks
from console.sandbox.ecs_scheduler.task_logs import log_streams
from console.sandbox.services.logs_lines import application, postgresql
from console.sandbox.world import World

_LOG = logging.getLogger(__name__)
TASK_RATE = 0.8
"""Requests a second that a task logs at a load of 100 %."""
DATABASE_RATE = 0.15
MOST_RATE = 40.0
"""Lines a second of one stream at most: a demonstration, no benchmark."""
_STEP_SECONDS = 1.0
_DATABASE_GROUPS = ("/aws/rds/instance/", "/aws/rds/cluster/")

Lines = Callable[[Random, float], list[str]]


class LogActivity:
    """Writes lines for the tasks of services and for databases, about once a second."""

    def __init__(self, world: World, load_percent: Callable[[], float] = lambda: 100.0) -> None:
        self._world = world
        self._load_percent = load_percent
        self._chance = Random(20)  # noqa: S311 - a demonstration that is the same each time
        self._last = time.time()

    def run(self) -> None:
        """Write until the world is closed."""
        while not self._world.closed:
            time.sleep(_STEP_SECONDS)
            try:
                self.step()
            except Exception:  # noqa: BLE001 - one odd resource must not silence all the others for good
                _LOG.exception("the simulated log lines could not be written; tried again in a second")

    def step(self) -> None:
        """Write what has been logged since the last step. It is not worth a snapshot: nothing is marked as changed."""
        now = time.time()
        begin, self._last = max(self._last, now - 5), now
        load = max(0.0, self._load_percent()) / 100
        with self._world.turn:
            for logs, group, stream, rate, lines, since in self._streams():
                self._write(logs, group, stream, min(rate * load, MOST_RATE), lines, (max(begin, since), now))

    def _streams(self) -> Iterator[tuple[LogsBackend, str, str, float, Lines, float]]:
        """Every stream that is written to, with lines a second, what they say, and since when, in seconds."""
        backends: list[Any] = [each for _account, _region, each in ecs_backends.iter_backends()]
        for backend in backends:
            for cluster_tasks in list(backend.tasks.values()):
                for task in list(cluster_tasks.values()):
                    if not task.group.startswith("service:") or tasks.is_new(task) or not tasks.is_healthy(task):
                        continue
                    for logs, group, stream, _container in log_streams(backend, task):
                        yield logs, group, stream, TASK_RATE, application, tasks.clock(task).running or 0.0
        found: list[Any] = [each for _account, _region, each in logs_backends.iter_backends()]
        for logs in found:
            for group in list(logs.groups):
                if group.startswith(_DATABASE_GROUPS) and group.endswith("/postgresql"):
                    yield logs, group, f"{group.split('/')[4]}.0", DATABASE_RATE, postgresql, 0.0

    def _write(
        self, logs: LogsBackend, group: str, stream: str, rate: float, lines: Lines, between: tuple[float, float]
    ) -> None:
        begin, end = between
        expected = rate * (end - begin)
        count = int(expected) + (self._chance.random() < expected - int(expected))
        if not count:
            return
        times = sorted(self._chance.uniform(begin, end) for _ in range(count))
        events = [{"timestamp": int(at * 1000), "message": line} for at in times for line in lines(self._chance, at)]
        logs.ensure_log_stream(group, stream)
        logs.put_log_events(group, stream, events)
