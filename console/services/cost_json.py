"""A cost as JSON, the same document for an environment, a plan and a state; docs/cost.md says what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from console.domain.cost import Amount, CostChange, CostLine, CostOfPlan, Estimate, ResourceCost
from console.domain.money import cents


def cost_document(cost: CostOfPlan | None, today: date) -> dict[str, Any] | None:
    """The cost of a plan; None where it is not known."""
    if cost is None:
        return None
    return estimate_document(cost.after, today) | {
        "before_monthly_usd": amount_document(cost.before.monthly),
        "before_complete": cost.before.complete,
        "difference_usd": amount_document(cost.difference),
        "changes": [_change(change) for change in cost.changes],
        "budget_usd": cost.budget,
        "over_budget": cost.over_budget,
    }


def estimate_document(estimate: Estimate, today: date) -> dict[str, Any]:
    """What a set of resources costs; its first keys are those that scripts read."""
    return {
        "monthly_usd": amount_document(estimate.monthly),
        "complete": estimate.complete,
        "resources": [_resource(resource) for resource in estimate.resources],
        "region": estimate.region,
        "prices_of": estimate.book_date,
        "prices_outdated": estimate.outdated(today),
        "prices_note": estimate.book_note,
        "usage_profile": estimate.usage_profile,
        "usage_edited": list(estimate.usage_edited),
        "assumptions": {key: _exact(amount) for key, amount in estimate.assumptions.items()},
    }


def amount_document(amount: Amount | None) -> Mapping[str, str] | None:
    """A figure three ways, in cents; None where it is not known."""
    if amount is None:
        return None
    return {name: figure(getattr(amount, name)) for name in ("low", "expected", "high")}


def _resource(resource: ResourceCost) -> dict[str, Any]:
    return {
        "address": resource.address,
        "type": resource.type,
        "module": resource.module,
        "service": resource.service,
        "standing": resource.standing,
        "monthly_usd": amount_document(resource.monthly),
        "complete": resource.complete,
        "lines": [_line(line) for line in resource.lines],
    }


def _line(line: CostLine) -> dict[str, Any]:
    return {
        "component": line.component,
        "standing": line.standing,
        "monthly_usd": amount_document(line.monthly),
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "unit": line.unit,
        "price_key": line.price_key,
        "note": line.note,
    }


def _change(change: CostChange) -> dict[str, Any]:
    return {
        "address": change.address,
        "before_usd": figure(change.before.monthly.expected) if change.before and change.before.monthly else None,
        "after_usd": figure(change.after.monthly.expected) if change.after and change.after.monthly else None,
        "difference_usd": None if change.difference is None else figure(change.difference),
    }


def _exact(amount: Amount) -> Mapping[str, Decimal]:
    return {name: getattr(amount, name) for name in ("low", "expected", "high")}


def figure(usd: Decimal) -> str:
    """Cents, rounded here and nowhere before, as they are for the screens."""
    return str(cents(usd))
