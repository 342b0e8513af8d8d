"""A reviewed plan as text and as a JSON document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from console.cli.printing import printable, say, table
from console.domain.cost import CostChange, CostOfPlan, ResourceCost
from console.domain.money import signed, usd
from console.domain.plan import AttributeChange, OutputChange, ResourceChange
from console.domain.run import RunKind, RunRecord
from console.services.reviewing import Reviewed
from console.terraform.attribute_changes import attribute_changes

MOST_ATTRIBUTES = 12
"""Of one changed resource; `--json` has all of them."""


def print_review(reviewed: Reviewed, *, changes: bool = True, every_cost: bool = False) -> None:
    """What will happen, what it costs, and what to know before approving."""
    record, plan = reviewed.record, reviewed.plan
    identity = record.identity
    where = "SANDBOX, " if record.sandbox else ""
    account = (
        f"{where}account {identity.account}, {identity.region}, state {identity.backend}" if identity else "unknown"
    )
    say(f"{record.id}  {record.kind}  {account}")
    for finding in reviewed.findings:
        say(f"  note: {printable(finding)}")
    if changes:
        for change in plan.changes:
            _print_change(change)
        for output in plan.outputs:
            say(f"  {output.action.symbol} output {printable(output.name)}")
        counts = plan.counts
        if plan.empty:
            say(f"Nothing to do: {plan.unchanged} resources are as the configuration says.")
        else:
            what = "DESTROY " if record.kind is RunKind.DESTROY else ""
            say(
                f"{what}Plan: {counts.create} to create, {counts.change} to change, {counts.replace} to replace, "
                f"{counts.destroy} to destroy, {plan.unchanged} unchanged."
            )
    if reviewed.cost is None:
        say("Cost: not known.")
    else:
        _print_cost(reviewed.cost, every=every_cost)


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


def _print_cost(cost: CostOfPlan, *, every: bool) -> None:
    rows = [_cost_row(change) for change in _by_size(cost) if every or _differs(change)]
    if rows:
        say(table(("COST BY RESOURCE", "NOW", "AFTER", "DIFFERENCE"), rows, right=(1, 2, 3)))
    before = _total(cost.before.monthly.expected, cost.before.complete)
    after = _total(cost.after.monthly.expected, cost.after.complete)
    say(f"Cost: {before} -> {after} USD/month ({signed(cost.difference.expected)})")
    if cost.after.book_date is not None:
        say(f"  prices of {cost.after.region} of {cost.after.book_date}; list prices, without taxes and discounts")
    for resource in cost.after.unknown:
        unknown = "; ".join(
            f"{line.component}: {line.note or line.standing}" for line in resource.lines if not line.standing.known
        )
        say(f"  ? {printable(resource.address)}: {printable(unknown or resource.standing)}")
    if cost.budget is not None:
        words = {True: "OVER", False: "within", None: "perhaps over (something is unknown)"}
        say(f"  {words[cost.over_budget]} the budget of {usd(cost.budget)} USD/month")


def _differs(change: CostChange) -> bool:
    return change.difference is None or change.difference != 0


def _by_size(cost: CostOfPlan) -> list[CostChange]:
    def size(change: CostChange) -> tuple[Decimal, str]:
        side = change.after or change.before
        return (-(side.monthly.expected if side and side.monthly else Decimal(0)), change.address)

    return sorted((c for c in cost.changes if _has_figure(c.before) or _has_figure(c.after)), key=size)


def _has_figure(side: ResourceCost | None) -> bool:
    return side is not None and (not side.complete or (side.monthly is not None and side.monthly.high != 0))


def _cost_row(change: CostChange) -> tuple[str, str, str, str]:
    difference = "?" if change.difference is None else signed(change.difference)
    return change.address, _side(change.before), _side(change.after), difference


def _side(side: ResourceCost | None) -> str:
    if side is None:
        return "-"
    if side.monthly is None:
        return "?"
    return usd(side.monthly.expected) if side.complete else f">= {usd(side.monthly.expected)}"


def _total(amount: Decimal, complete: bool) -> str:
    return usd(amount) if complete else f"at least {usd(amount)}"


def record_document(record: RunRecord) -> dict[str, Any]:
    """A run as JSON."""
    return {"id": record.id, **record.model_dump(mode="json")}


def plan_document(reviewed: Reviewed) -> dict[str, Any]:
    """A plan with its cost as JSON; sensitive values are masked."""
    plan = reviewed.plan
    return {
        "run": record_document(reviewed.record),
        "sandbox": reviewed.record.sandbox,
        "expires_at": reviewed.expires_at.isoformat(),
        "empty": plan.empty,
        "counts": {name: getattr(plan.counts, name) for name in plan.counts.__dataclass_fields__},
        "unchanged": plan.unchanged,
        "findings": list(reviewed.findings),
        "changes": [_change_document(change) for change in plan.changes],
        "outputs": [_output_document(output) for output in plan.outputs],
        "cost": _cost_document(reviewed.cost),
    }


def _change_document(change: ResourceChange) -> dict[str, Any]:
    return {
        "address": change.address,
        "type": change.type,
        "action": change.action,
        "destructive": change.destructive,
        "reason": change.reason,
        "previous_address": change.previous_address,
        "attributes": [_attribute_document(attribute) for attribute in attribute_changes(change)],
    }


def _attribute_document(attribute: AttributeChange) -> dict[str, Any]:
    return {
        "path": attribute.path,
        "before": attribute.before,
        "after": attribute.after,
        "forces_replacement": attribute.forces_replacement,
    }


def _output_document(output: OutputChange) -> dict[str, Any]:
    return {"name": output.name, "action": output.action, "before": output.before, "after": output.after}


def _cost_document(cost: CostOfPlan | None) -> dict[str, Any] | None:
    if cost is None:
        return None
    after = cost.after
    return {
        "monthly_usd": {k: getattr(after.monthly, k) for k in ("low", "expected", "high")},
        "complete": after.complete,
        "resources": [
            {
                "address": resource.address,
                "type": resource.type,
                "service": resource.service,
                "standing": resource.standing,
                "monthly_usd": resource.monthly.expected if resource.monthly else None,
                "complete": resource.complete,
                "lines": [
                    {
                        "component": line.component,
                        "standing": line.standing,
                        "monthly_usd": line.monthly.expected if line.monthly else None,
                        "quantity": line.quantity,
                        "unit_price": line.unit_price,
                        "unit": line.unit,
                        "price_key": line.price_key,
                        "note": line.note,
                    }
                    for line in resource.lines
                ],
            }
            for resource in after.resources
        ],
        "before_monthly_usd": cost.before.monthly.expected,
        "before_complete": cost.before.complete,
        "difference_usd": cost.difference.expected,
        "budget_usd": cost.budget,
        "over_budget": cost.over_budget,
        "region": after.region,
        "prices_of": str(after.book_date) if after.book_date else None,
    }
