"""What a snapshot and a restore would do, and how a restore ended."""

from __future__ import annotations

from textual.content import Content

from console.domain.databases import Snapshot
from console.services.databases_restores import RestoreEnd, RestorePlan
from console.services.databases_snapshots import SnapshotPlan
from console.ui.format import when
from console.ui.gate import styled


def snapshot_content(plan: SnapshotPlan) -> Content:
    """What one more snapshot costs."""
    lines = [
        styled("A snapshot of [b]$name[/] is made; the database stays as it is.", name=plan.database.address),
        styled("Cost  $words", words=plan.cost.words),
    ]
    return Content("\n").join([*lines, *_warnings(plan.warnings)])


def restore_content(plan: RestorePlan) -> Content:
    """What AWS makes, what it costs, and what follows from it."""
    name = plan.restore.source.address.name
    lines = [styled("A new database beside [b]$name[/], which stays as it is:", name=name)]
    width = max(len(label) for label, _ in plan.makes) + 2
    lines += [styled("  $label$value", label=label.ljust(width), value=value) for label, value in plan.makes]
    lines += [styled("  - not taken over: $lack", lack=lack) for lack in plan.not_taken]
    lines += [styled("Cost  $words", words=plan.cost.words), *_warnings(plan.warnings), Content(), Content("Then:")]
    for number, step in enumerate(plan.steps, 1):
        lines.append(styled("$n. $words", n=number, words=step.words))
        lines += [styled("   [$text-accent]$command[/]", command=command) for command in step.commands]
    return Content("\n").join(lines)


def delete_content(snapshot: Snapshot) -> Content:
    """What deleting takes away."""
    return styled(
        "[b]$name[/] of $source, made $at, is deleted for ever: nothing can be restored from it any more.",
        name=snapshot.name,
        source=snapshot.source,
        at=when(snapshot.created_at),
    )


def restored_content(end: RestoreEnd) -> Content:
    """The verdict of a restore."""
    name = end.database.address.name
    if not end.good:
        return styled("[b $text-error]FAILED[/]: $name is $status.", name=name, status=end.database.status)
    at = f" at {end.database.endpoint}" if end.database.endpoint else ""
    return styled(
        "[b $text-success]Available[/]: $name$at. Terraform does not know it.",
        name=name,
        at=at,
    )


def _warnings(warnings: tuple[str, ...]) -> list[Content]:
    return [styled("[$text-warning]! $w[/]", w=warning) for warning in warnings]
