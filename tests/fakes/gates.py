"""A stage of a rollout to work in: the context, and what was told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from console.domain.cost import Amount, CostOfPlan, Estimate
from console.domain.environment import Backend, EnvironmentName, Preset, Protection
from console.domain.rollout import EnvironmentRollout, Evidence, Finding, RolloutRecord, RolloutStage
from console.domain.rollout_file import Gates
from console.domain.run import RunKind, RunRecord, RunStatus
from console.errors import PlanRefusedError
from console.services.reviewing import Reviewed
from console.services.rollouts.stage import StageContext
from console.services.run_store import RunStore
from console.terraform.plan_json import read_plan

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""
NAME = EnvironmentName("tiny", "dev")


def preset(**changes: Any) -> Preset:
    given: dict[str, Any] = {
        "system": "tiny",
        "environment": "dev",
        "description": "",
        "region": "us-east-1",
        "protection": Protection.OPEN,
        "backend": Backend(type="s3", bucket="states", key="dev", region="us-east-1"),
    }
    return Preset(**(given | changes))


def run(number: int = 7, **changes: Any) -> RunRecord:
    given: dict[str, Any] = {
        "number": number,
        "environment": str(NAME),
        "kind": RunKind.APPLY,
        "status": RunStatus.PLANNED,
        "created_at": NOW,
        "planned_at": NOW,
        "by": "tester@here",
    }
    return RunRecord(**(given | changes))


def keep_run(home: Path, record: RunRecord, *, sandbox: bool = False) -> RunStore:
    """Put the run into a console home."""
    store = RunStore(home, sandbox=sandbox)
    folder = store.environment(record.name) / str(record.number)
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(record.model_dump_json())
    return store


def change(type_: str, actions: str = "create", *, name: str = "this", **fields: Any) -> dict[str, Any]:
    """One entry of a plan's `resource_changes`; `before`, `after` and the masks go into its change."""
    inside = ("before", "after", "after_unknown", "before_sensitive", "after_sensitive")
    content: dict[str, Any] = {"before": None, "after": None}
    content |= {key: fields.pop(key) for key in inside if key in fields}
    entry = {"address": f"{type_}.{name}", "mode": "managed", "type": type_, "name": name}
    return entry | fields | {"change": content | {"actions": actions.split()}}


def document(*changes: dict[str, Any], standing: int = 0, **fields: Any) -> dict[str, Any]:
    """A plan's JSON; `standing` resources are in the state before."""
    there = [
        {"address": f"a.b{number}", "mode": "managed", "type": "a", "name": f"b{number}", "values": {}}
        for number in range(standing)
    ]
    prior = {"format_version": "1.0", "values": {"root_module": {"resources": there}}}
    return {
        "format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {}, "prior_state": prior,
        "resource_changes": list(changes), "complete": True, "errored": False, "applyable": True,
    } | fields  # fmt: skip


def priced(before: str, after: str, *, complete: bool = True, **changes: Any) -> CostOfPlan:
    """What a plan costs, in USD a month."""

    def estimate(monthly: str, **more: Any) -> Estimate:
        return Estimate((), Amount.flat(Decimal(monthly)), complete, "us-east-1", NOW.date(), **more)

    cost = CostOfPlan(estimate(before), estimate(after), ())
    return cost if not changes else CostOfPlan(**{"before": cost.before, "after": cost.after, "changes": ()} | changes)


@dataclass
class Stage:
    """The context of one stage, and everything that was told in it."""

    gates: Gates = field(default_factory=Gates)
    preset: Preset = field(default_factory=preset)
    plan: dict[str, Any] | None = None
    record: RunRecord = field(default_factory=run)
    cost: CostOfPlan | None = field(default_factory=lambda: priced("10", "10"))
    values: dict[str, str] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    sandbox: bool = False
    now: datetime = NOW
    told: list[Evidence] = field(default_factory=list)
    waited: list[str] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.part = EnvironmentRollout(environment=str(self.preset.name), gates=self.gates, run=self.record.id)
        self.rollout = RolloutRecord(
            system="tiny", number=3, environments=[self.part], started_by="tester@here", started_at=NOW,
            sandbox=self.sandbox, values=self.values, images=self.images,
        )  # fmt: skip

    @property
    def context(self) -> StageContext:
        return StageContext(
            rollout=self.rollout,
            part=self.part,
            preset=self.preset,
            reviewed=self._reviewed,
            write=self._write,
            wait_for=self.waited.append,
            cancelled=self.cancelled,
            now=lambda: self.now,
        )

    def _write(self, evidence: Evidence) -> None:
        self.told.append(evidence)

    def _reviewed(self) -> Reviewed:
        if self.plan is None:
            raise PlanRefusedError("There is no plan.")
        return Reviewed(self.record, self.preset, read_plan(self.plan), self.cost, "", NOW)

    def of(self, check: str) -> list[Evidence]:
        return [each for each in self.told if each.check == check]

    def one(self, check: str) -> Evidence:
        """The only thing told of a check."""
        (found,) = self.of(check)
        return found

    def findings(self) -> dict[str, Finding]:
        """The worst of each check."""
        order = [Finding.NOTED, Finding.PASSED, Finding.UNKNOWN, Finding.FAILED]
        worst: dict[str, Finding] = {}
        for each in self.told:
            worst[each.check] = max(worst.get(each.check, Finding.NOTED), each.finding, key=order.index)
        return worst

    def begun(self, stage: RolloutStage, at: datetime = NOW) -> None:
        """Write down when a stage of the part began and ended."""
        self.part.stage(stage).started_at = self.part.stage(stage).ended_at = at


class Hours(threading.Event):
    """Time that passes only where somebody waits: an event to wait on, a monotonic clock and a time of day."""

    def __init__(self, on_wait: Callable[[float], None] = lambda seconds: None) -> None:
        super().__init__()
        self.seconds = 0.0
        self._on_wait = on_wait

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds += timeout or 0.0
        self._on_wait(self.seconds)
        return self.is_set()

    def clock(self) -> float:
        return self.seconds


class MemoryStore:
    """The documents of a team's store, in memory."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}

    def keep(self, key: str, content: bytes) -> None:
        self.documents[key] = content

    def kept(self, key: str) -> bytes | None:
        return self.documents.get(key)
