"""Runs to draw: an apply that does what a test says, and ends as it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from console.domain.events import (
    Diagnostic,
    DiagnosticSeen,
    Event,
    HookAction,
    PlannedChange,
    ResourceCompleted,
    ResourceErrored,
    ResourceProgress,
    ResourceStarted,
    Severity,
    SourceRange,
)
from console.domain.plan import Action
from console.domain.progress import Progress
from console.domain.run import RunRecord, RunStatus, Stage, StageName
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.runs import FakeRuns, FakeRunUpdate
from tests.screens.material import changes

RUN_ID = "replaydash/staging#15"
AT = "2026-05-04T10:05:12.000000Z"
TASK, SERVICE, ALARM, CACHE, RECORD = (
    "module.service.aws_ecs_task_definition.this",
    "module.service.aws_ecs_service.this",
    'module.monitoring.aws_cloudwatch_metric_alarm.this["cpu-high"]',
    "module.cache.aws_elasticache_replication_group.this",
    "aws_route53_record.api",
)
ERROR = Diagnostic(
    Severity.ERROR,
    "updating CloudWatch Metric Alarm (cpu-high): ValidationError",
    "api error ValidationError: the threshold must be positive",
    ALARM,
    SourceRange("modules/monitoring/alarms.tf", 31, "  threshold = each.value.threshold",
                'resource "aws_cloudwatch_metric_alarm" "this"', (("each.value.threshold", "-70"),)),
)  # fmt: skip


def planned() -> list[Event]:
    """The saved plan's changes, as an apply repeats them."""
    return [
        PlannedChange(AT, f"{each.address}: Plan to {each.action}", each.address, each.action) for each in changes()
    ]


def half_done() -> list[Event]:
    """One done, two in flight, three waiting."""
    return [
        *planned(),
        ResourceStarted(AT, f"{RECORD}: Creating...", RECORD, HookAction.CREATE),
        ResourceCompleted(AT, f"{RECORD}: Creation complete after 1s", RECORD, HookAction.CREATE, 1.0),
        ResourceStarted(AT, f"{CACHE}: Creating...", CACHE, HookAction.CREATE),
        ResourceStarted(AT, f"{ALARM}: Modifying...", ALARM, HookAction.UPDATE),
        ResourceProgress(AT, f"{CACHE}: Still creating... [10s elapsed]", CACHE, HookAction.CREATE, 10.0),
    ]


def failing() -> list[Event]:
    """The third of the changes fails; what depends on it is not started."""
    return [
        *half_done(),
        ResourceErrored(AT, f"{ALARM}: Modification errored after 3s", ALARM, HookAction.UPDATE, 3.0),
        ResourceCompleted(AT, f"{CACHE}: Creation complete after 42s", CACHE, HookAction.CREATE, 42.0),
        DiagnosticSeen(AT, f"Error: {ERROR.summary}", ERROR),
    ]


def all_done() -> list[Event]:
    """Every change is made."""
    events: list[Event] = planned()
    for each in changes():
        for _ in range(2 if each.action is Action.REPLACE else 1):
            events.append(ResourceStarted(AT, f"{each.address}: Modifying...", each.address, HookAction.UPDATE))
            events.append(ResourceCompleted(AT, f"{each.address}: Done", each.address, HookAction.UPDATE, 1.0))
    return events


class ScriptedRuns(FakeRuns):
    """Plays the events, waits to be released, and ends as it was told. Its clock stands still."""

    def __init__(self, events: Sequence[Event], status: RunStatus = RunStatus.DONE, **ending: Any) -> None:
        super().__init__()
        self._events = tuple(events)
        self._status = status
        self._ending = ending
        self.expected: float | None = 70.0
        self.forced: list[str] = []
        self.secrets: list[dict[str, str]] = []
        self.records = [record("replaydash/staging", 15, RunStatus.PLANNED, stages=[], ended_at=None, sandbox=True)]

    def apply(
        self, run_id: str, approval: Any, on_update: Callable[[Any], None], secrets: Mapping[str, str] | None = None
    ) -> RunRecord:
        self.secrets.append(dict(secrets or {}))
        return super().apply(run_id, approval, on_update, secrets)

    def _follow(self, applying: RunRecord, on_update: Callable[[Any], None]) -> RunRecord:
        progress = Progress(clock=lambda: 100.0)
        progress.fold(self._events)
        stage = Stage(name=StageName.APPLY, started_at=NOW)
        under_way = applying.model_copy(update={"status": RunStatus.APPLYING, "stages": [stage]})
        on_update(FakeRunUpdate(under_way, StageName.APPLY, progress, self._events))
        self.release.wait(20)
        if self.error is not None:
            raise self.error
        over = stage.model_copy(update={"seconds": 102.4, "exit_code": 0 if self._status is RunStatus.DONE else 1})
        return under_way.model_copy(update={"status": self._status, "stages": [over], **self._ending})

    def force_stop(self, run_id: str, typed: str) -> None:
        self.forced.append(typed)

    def expected_seconds(self, name: Any, addresses: Any) -> float | None:
        return self.expected


def console(
    events: Sequence[Event], status: RunStatus = RunStatus.DONE, *, hold: bool = False, **ending: Any
) -> FakeConsole:
    """A console whose one run plays these events."""
    runs = ScriptedRuns(events, status, **ending)
    if hold:
        runs.hold()
    return FakeConsole(runs=runs)
