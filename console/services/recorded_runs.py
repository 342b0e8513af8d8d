"""Runs and state commands with the audit log around them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.run import RunRecord
from console.services.approval_guards import Approval
from console.services.audit import Audit
from console.services.following import OnUpdate
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from console.services.runs import RunParts, Runs
from console.services.state_access import StateAccess, StatePlace
from console.services.team_runs import TeamRuns

AuditOf = Callable[[EnvironmentName], Audit]
"""The audit log that an environment's acts are written to."""


class RecordedRuns(Runs):
    """Runs of which every one that changes something stands in the audit log; one that cannot does not begin."""

    def __init__(self, audit_of: AuditOf, team: TeamRuns, parts: RunParts) -> None:
        super().__init__(parts)
        self._audit_of = audit_of
        self._team = team

    def plan(self, request: PlanRequest, on_update: OnUpdate, cancel: threading.Event | None = None) -> Reviewed:
        """See `Runs.plan`; the review is kept for a team."""
        return self._team.keep_review(super().plan(request, on_update, cancel))

    def apply(
        self,
        run_id: str,
        approval: Approval,
        on_update: OnUpdate,
        secrets: Mapping[str, str] | None = None,
        cancel: threading.Event | None = None,
    ) -> RunRecord:
        """See `Runs.apply`; raises StoreError where the audit log is broken or cannot be written."""
        planned = self.get(run_id)
        with self._audit_of(planned.name).act(
            planned.deed, run_id, _words(planned), **_details(planned, approval)
        ) as act:
            record = super().apply(run_id, approval, on_update, secrets, cancel)
            act.outcome, act.text = record.status.value, record.error or f"{record.applied or ''}"
        return record

    def keep_upgrade(self, run_id: str, approval: Approval) -> RunRecord:
        planned = self.get(run_id)
        with self._audit_of(planned.name).act("keep upgrade", run_id, ", ".join(planned.provider_changes)):
            return super().keep_upgrade(run_id, approval)

    def discard(self, run_id: str) -> RunRecord:
        with self._audit_of(self.get(run_id).name).act("discard", run_id):
            return super().discard(run_id)

    def stop(self, run_id: str) -> None:
        """Recorded after it: an audit log that cannot be written keeps nobody from stopping what goes wrong."""
        super().stop(run_id)
        self._audit_of(self.get(run_id).name).note("stop", run_id)

    def force_stop(self, run_id: str, typed: str) -> None:
        """Recorded after it, as `stop` is."""
        super().force_stop(run_id, typed)
        self._audit_of(self.get(run_id).name).note("force stop", run_id)


class RecordedStateAccess(StateAccess):
    """State commands of which every one that changes something stands in the audit log."""

    def __init__(self, audit_of: AuditOf, *parts: Any) -> None:
        super().__init__(*parts)
        self._audit_of = audit_of

    def change(self, place: StatePlace, argv: Sequence[str], what: str, lock: int) -> bytes:
        """See `StateAccess.change`; raises StoreError where the audit log is broken or cannot be written."""
        name = place.record.name
        with self._audit_of(name).act("state", str(name), what):
            return super().change(place, argv, what, lock)


def _words(planned: RunRecord) -> str:
    return "; ".join(filter(None, (f"{planned.planned or ''}", planned.scope, planned.why)))


def _details(planned: RunRecord, approval: Approval) -> dict[str, str]:
    """What identifies the plan and the consent to it, so that an entry can be held against both."""
    known = {
        "plan_sha256": planned.plan_sha256,
        "account": planned.identity.account if planned.identity else None,
        "approved_by": approval.by,
        "acknowledged": ", ".join((*approval.acknowledged, *approval.destroys)),
    }
    return {name: value for name, value in known.items() if value}
