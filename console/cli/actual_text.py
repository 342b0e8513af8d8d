"""What an environment really cost, for a terminal, for Markdown and as JSON."""

from __future__ import annotations

from typing import Any

from console.cli.cost_document import figure
from console.domain.actual_cost import DELAY, ActualCost
from console.domain.money import usd


def actual_words(actual: ActualCost | str) -> list[str]:
    """Sentences: the figure a month, what it is made of, and its delay; or why there is none."""
    if isinstance(actual, str):
        return [f"Actual cost: not known: {actual}"]
    ranked = sorted(actual.by_service.items(), key=lambda item: (-item[1], item[0]))
    return [
        f"Actual cost: {usd(actual.monthly)} USD/month, from {usd(actual.usd)} USD in the {actual.days} days from "
        f"{actual.first} to {actual.until} (exclusive); without credits, refunds and taxes",
        f"  {DELAY}",
        *(f"  {service}: {usd(figure_)} USD" for service, figure_ in ranked),
    ]


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
