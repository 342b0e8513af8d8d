"""Runs without an engine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.events import Event, HookAction, PlannedChange, ResourceCompleted, ResourceStarted
from console.domain.plan import Action, Plan, PlanCounts
from console.domain.progress import Progress
from console.domain.run import RunRecord, RunStatus, StageName
from console.errors import RunNotFoundError
from console.services.run_store import UnreadableRun
from tests.fakes.overview import NOW, record


@dataclass(frozen=True)
class FakeRunUpdate:
    record: RunRecord
    stage: StageName
    progress: Progress
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class FakeReviewed:
    record: RunRecord
    plan: Plan
    cost: Any = None
    tfvars: str = "desired_count = 3\n"
    expires_at: datetime = NOW + timedelta(minutes=28)
    findings: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


def empty_plan(**changes: Any) -> Plan:
    given: dict[str, Any] = {
        "format_version": "1.2", "engine_version": "1.11.4", "changes": (), "drift": (), "outputs": (),
        "counts": PlanCounts(), "unchanged": 0, "complete": True, "errored": False, "applyable": True,
    }  # fmt: skip
    return Plan(**(given | changes))


class FakeRuns:
    """Runs that wait for the test: `hold` keeps a plan or an apply under way until `release` is set."""

    def __init__(self) -> None:
        self.records: list[RunRecord] = []
        self.broken: list[UnreadableRun] = []
        self.release = threading.Event()
        self.release.set()
        self.error: BaseException | None = None
        self.stopped: list[str] = []
        self.requests: list[Any] = []
        self.approvals: list[Any] = []
        self.reviewed: FakeReviewed | None = None
        self.addresses = tuple(f"module.service.aws_thing.this[{n}]" for n in range(91))
        self.finished_before_hold = 63

    def hold(self) -> None:
        self.release.clear()

    def plan(self, request: Any, on_update: Callable[[Any], None], cancel: threading.Event | None) -> FakeReviewed:
        self.requests.append(request)
        planned = record(str(request.name), len(self.records) + 1, RunStatus.PLANNED, kind=request.kind)
        on_update(FakeRunUpdate(planned, StageName.PLAN, Progress()))
        self.release.wait(20)
        if self.error is not None:
            raise self.error
        self.records.insert(0, planned)
        return self.reviewed or FakeReviewed(planned, empty_plan())

    def review(self, run_id: str) -> FakeReviewed:
        return self.reviewed or FakeReviewed(self.get(run_id), empty_plan())

    def apply(
        self, run_id: str, approval: Any, on_update: Callable[[Any], None], secrets: Mapping[str, str] | None = None
    ) -> RunRecord:
        self.approvals.append(approval)
        return self._follow(self.get(run_id), on_update)

    def attach(self, run_id: str, on_update: Callable[[Any], None]) -> RunRecord:
        return self._follow(self.get(run_id), on_update)

    def _follow(self, applying: RunRecord, on_update: Callable[[Any], None]) -> RunRecord:
        progress = Progress()
        at = NOW.isoformat()
        progress.fold([PlannedChange(at, f"{a}: plan to create", a, Action.CREATE) for a in self.addresses])
        events: list[Event] = []
        for address in self.addresses[: self.finished_before_hold]:
            events.append(ResourceStarted(at, f"{address}: creating", address, HookAction.CREATE))
            events.append(ResourceCompleted(at, f"{address}: created", address, HookAction.CREATE, 0.4))
        progress.fold(events)
        under_way = applying.model_copy(update={"status": RunStatus.APPLYING})
        on_update(FakeRunUpdate(under_way, StageName.APPLY, progress, tuple(events)))
        self.release.wait(20)
        if self.error is not None:
            raise self.error
        return applying.model_copy(update={"status": RunStatus.DONE})

    def stop(self, run_id: str) -> None:
        self.stopped.append(run_id)
        self.release.set()

    def force_stop(self, run_id: str, typed: str) -> None:
        self.stopped.append(run_id)

    def discard(self, run_id: str) -> None:
        self.records = [kept for kept in self.records if kept.id != run_id]

    def keep_upgrade(self, run_id: str, approval: Any) -> RunRecord:
        self.approvals.append(approval)
        return self.reviewed.record if self.reviewed is not None else self.get(run_id)

    def list(self, name: EnvironmentName | None = None) -> tuple[RunRecord, ...]:
        if self.error is not None:
            raise self.error
        return tuple(kept for kept in self.records if name is None or kept.name == name)

    def unreadable(self, name: EnvironmentName | None = None) -> tuple[UnreadableRun, ...]:
        return tuple(self.broken)

    def get(self, run_id: str) -> RunRecord:
        for kept in self.records:
            if kept.id == run_id:
                return kept
        if self.reviewed is not None and self.reviewed.record.id == run_id:
            return self.reviewed.record
        raise RunNotFoundError(f"There is no run {run_id}.")

    def log(self, run_id: str, stage: StageName) -> Path:
        return Path("apply.jsonl")

    def expected_seconds(self, name: EnvironmentName, addresses: Any) -> float | None:
        return 70.0
