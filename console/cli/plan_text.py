"""A reviewed plan as text."""

from __future__ import annotations

from typing import Any

from console.cli.cost_text import print_cost
from console.cli.hints import print_hint
from console.cli.printing import printable, say
from console.domain.hints import UNEXPECTED_CHANGES
from console.domain.plan import ResourceChange
from console.domain.run import RunKind
from console.services.price_books import today
from console.services.reviewing import Reviewed
from console.terraform.attribute_changes import attribute_changes

MOST_ATTRIBUTES = 12
"""Of one changed resource; `--json` has all of them."""


def print_review(reviewed: Reviewed) -> None:
    """What will happen, what it costs, and what to know before approving."""
    record, plan = reviewed.record, reviewed.plan
    identity = record.identity
    where = "SANDBOX, " if record.sandbox else ""
    account = (
        f"{where}account {identity.account}, {identity.region}, state {identity.backend}" if identity else "unknown"
    )
    say(f"{record.id}  {record.kind}  {account}")
    if record.scope:
        say(f"  *** {printable(record.scope)} ***")
    for loss in reviewed.losses:
        say(f"  ! cannot come back: {printable(loss)}")
    for finding in reviewed.findings:
        say(f"  note: {printable(finding)}")
    _print_drift(reviewed)
    for change in plan.changes:
        _print_change(change)
    for output in plan.outputs:
        say(f"  {output.action.symbol} output {printable(output.name)}")
    counts = plan.counts
    if plan.empty:
        say(f"Nothing to do: {plan.unchanged} resources are as the configuration says.")
    elif not plan.refresh_only:
        what = "DESTROY " if record.kind is RunKind.DESTROY else ""
        say(
            f"{what}Plan: {counts.create} to create, {counts.change} to change, {counts.replace} to replace, "
            f"{counts.destroy} to destroy, {plan.unchanged} unchanged."
        )
    if reviewed.cost is None:
        say("Cost: not known.")
    else:
        print_cost(reviewed.cost, today())


def _print_drift(reviewed: Reviewed) -> None:
    drift = reviewed.plan.drift
    if not drift:
        return
    say(f"Changed outside Terraform: {len(drift)}")
    for change in drift:
        _print_change(change)
    if reviewed.plan.refresh_only:
        say("An apply takes this over into the state; no resource is changed.")
    else:
        print_hint(UNEXPECTED_CHANGES, reviewed.record.environment)


def _print_change(change: ResourceChange) -> None:
    reason = f"  ({change.reason})" if change.reason else ""
    moved = f"  (from {printable(change.previous_address)})" if change.previous_address else ""
    say(f"  {change.action.symbol} {change.action:9} {printable(change.address)}{reason}{moved}")
    if change.action.value in ("change", "replace"):
        found = attribute_changes(change)
        for attribute in found[:MOST_ATTRIBUTES]:
            forces = "  # forces replacement" if attribute.forces_replacement else ""
            before, after = printable(_short(attribute.before)), printable(_short(attribute.after))
            say(f"        {printable(attribute.path)}: {before} -> {after}{forces}")
        if len(found) > MOST_ATTRIBUTES:
            say(f"        and {len(found) - MOST_ATTRIBUTES} more attributes")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
