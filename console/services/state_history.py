"""What earlier runs say of the state that a plan met: lost, gone back, or changed outside."""

from __future__ import annotations

from collections.abc import Sequence

from console.domain.plan import Action, Plan
from console.domain.run import RunKind, RunRecord, RunStatus, StageName


def lost_state(record: RunRecord, earlier: Sequence[RunRecord]) -> str | None:
    """A sentence where the state is not a successor of the one that earlier runs left, else None.

    An empty state file makes Terraform plan to create everything once more, beside what exists.
    """
    now = record.state
    if now is None:
        return None
    applied = next((r for r in earlier if r.stage(StageName.APPLY) is not None), None)
    left_something = (
        applied is not None
        and applied.status is RunStatus.DONE
        and applied.kind is RunKind.APPLY
        and bool(applied.resources_after)
    )
    if applied is not None and left_something and now.resources == 0:
        return f"The state is empty, but run {applied.id} left {applied.resources_after} resources in it."
    # A plan that was refused for its state says nothing of which state is the right one.
    before = next((r.state for r in earlier if r.planned is not None and r.state is not None and r.state.lineage), None)
    if before is None:
        return None
    if now.lineage != before.lineage:
        return "The state is another one than earlier runs worked on (its lineage has changed)."
    if now.serial < before.serial:
        return f"The state went back in time: it has serial {now.serial}, an earlier run met serial {before.serial}."
    return None


def drifted(record: RunRecord, plan: Plan, earlier: Sequence[RunRecord]) -> int | None:
    """How many resources were changed outside: planned changes although nothing that was applied has changed.

    None where configuration or variables differ from the newest apply's, or one of both was partial or asked for a
    replacement, since then the plan does not tell. What a refresh-only run took over into the state still is not what
    the configuration says.
    """
    applied = next((r for r in earlier if r.stage(StageName.APPLY) is not None and not r.refresh_only), None)
    if applied is None or applied.status is not RunStatus.DONE or record.replace:
        return None
    if any(run.kind is not RunKind.APPLY or run.identity is None or run.partial for run in (record, applied)):
        return None
    if record.refresh_only:
        return len(plan.drift)
    same = ("configuration", "variables", "engine", "account", "backend")
    if any(getattr(record.identity, key) != getattr(applied.identity, key) for key in same):
        return None
    return sum(1 for change in plan.changes if change.action is not Action.READ)
