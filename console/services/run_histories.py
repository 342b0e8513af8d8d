"""What the folders of runs tell afterwards: the plan of each as text, and how two of them differ."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from console.domain.events import ChangeSummary, DiagnosticSeen, DriftSeen, Event, PlannedChange
from console.domain.run import RunRecord
from console.domain.run_comparison import RunComparison, differing, facts_of
from console.errors import InputError
from console.services.earlier_runs import EarlierRuns
from console.services.run_folder import RunFolder
from console.services.run_store import RunStore
from console.services.stage_failures import describe
from console.terraform.literals import one_line
from console.terraform.workspace import LOCK_FILE


class RunHistories:
    """Reads the folders of earlier runs."""

    def __init__(
        self,
        store: RunStore,
        get: Callable[[str], RunRecord],
        plan_events: Callable[[RunFolder], list[Event]],
        earlier: EarlierRuns,
    ) -> None:
        self._store = store
        self._get = get
        self._plan_events = plan_events
        self._earlier = earlier

    def plan_text(self, run_id: str) -> str:
        """What the plan of a run said it would do, also long after the plan file has gone. Values are not in it.

        Raises RunNotFoundError, InputError where the run never planned.
        """
        record = self._get(run_id)
        events = self._plan_events(self._store.folder(run_id))
        if not events:
            raise InputError(f"Run {run_id} has no plan: it ended before Terraform planned anything.")
        changes = [event for event in events if isinstance(event, PlannedChange)]
        drift = [event for event in events if isinstance(event, DriftSeen)]
        lines = [f"Plan of run {run_id}", *([record.scope] if record.scope else []), ""]
        lines += [_line(event.action.symbol, event.action, event.address, event.reason) for event in changes]
        if not changes:
            lines.append("No resource is touched.")
        if drift:
            lines += ["", "Found different from the state:"]
            lines += [_line(event.action.symbol, event.action, event.address, "") for event in drift]
        summaries = [event.text for event in events if isinstance(event, ChangeSummary)]
        lines += ["", *summaries[-1:]]
        said = [describe(event.diagnostic) for event in events if isinstance(event, DiagnosticSeen)]
        return "\n".join([*lines, *(f"\n{text}" for text in said)]).rstrip() + "\n"

    def compare(self, left_id: str, right_id: str) -> RunComparison:
        """Two runs, of the same environment or not; raises RunNotFoundError."""
        left, right = self._get(left_id), self._get(right_id)
        return RunComparison(
            left=left,
            right=right,
            facts=facts_of(left, right),
            files=differing(self._files(left), self._files(right)),
            variables=differing(self._variables(left_id), self._variables(right_id)),
        )

    def _files(self, record: RunRecord) -> dict[str, str]:
        """Frozen file -> the beginning of its hash."""
        base = self._store.folder(record.id).configuration
        return {str(path.relative_to(base)): _hash(path) for path in sorted(base.rglob("*")) if _frozen(path)}

    def _variables(self, run_id: str) -> dict[str, str]:
        if not self._store.folder(run_id).tfvars.is_file():
            return {}
        return {name: one_line(value) for name, value in self._earlier.values(run_id).items()}


def _line(symbol: str, action: str, address: str, reason: str) -> str:
    return f"  {symbol} {action:9} {address}" + (f"  (because {reason})" if reason else "")


def _frozen(path: Path) -> bool:
    return path.is_file() and ".terraform" not in path.parts and path.name != LOCK_FILE


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
