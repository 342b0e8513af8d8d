"""Drift: what was changed outside of Terraform, resource by resource, from a plan that would bring it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from console.domain.plan import Action, AttributeChange, Plan, ResourceChange
from console.terraform.attribute_changes import attribute_changes


@dataclass(frozen=True, slots=True)
class DriftedResource:
    """One resource that is not as the state has it. `before` of an attribute is the state's, `after` what was found."""

    address: str
    type: str
    gone: bool
    """It was deleted outside: the plan makes it anew."""
    attributes: tuple[AttributeChange, ...]


def drift_of(plan: Plan) -> tuple[DriftedResource, ...]:
    """What the plan found changed outside, by address; in an ordinary plan only what it brings back.

    What providers write their own way, and what the configuration leaves alone, is no drift.
    """
    planned = {change.address: change for change in plan.changes if change.deposed is None}
    return tuple(
        DriftedResource(
            change.address,
            change.type,
            change.action is Action.DESTROY,
            _attributes(change, None if plan.refresh_only else planned.get(change.address)),
        )
        for change in sorted(plan.drift, key=lambda one: one.address)
    )


def other_changes(plan: Plan) -> int:
    """How many changes the plan makes besides bringing back what was changed outside."""
    drifted = {change.address for change in plan.drift}
    return sum(1 for change in plan.changes if change.address not in drifted and change.action is not Action.READ)


def _attributes(drift: ResourceChange, planned: ResourceChange | None) -> tuple[AttributeChange, ...]:
    if drift.action is Action.DESTROY:
        return ()
    rows = attribute_changes(drift)
    if planned is None or not isinstance(planned.after, Mapping) or not isinstance(drift.after, Mapping):
        return rows
    written = {name for name, value in drift.after.items() if name in planned.after and planned.after[name] != value}
    return tuple(row for row in rows if re.split(r"[.\[]", row.path, maxsplit=1)[0] in written)
