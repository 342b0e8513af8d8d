"""What an environment really cost, as JSON."""

from __future__ import annotations

from typing import Any

from console.domain.actual_cost import DELAY, ActualCost
from console.services.cost_json import figure


def actual_document(actual: ActualCost | str) -> dict[str, Any]:
    """As JSON; `monthly_usd` is null, with the reason, where the cost is not known."""
    if isinstance(actual, str):
        return {"monthly_usd": None, "unavailable": actual}
    return {
        "monthly_usd": figure(actual.monthly),
        "usd": figure(actual.usd),
        "from": actual.first,
        "until": actual.until,
        "days": actual.days,
        "delay": DELAY,
        "tags": dict(actual.tags),
        "services": {service: figure(usd_) for service, usd_ in actual.by_service.items()},
    }
