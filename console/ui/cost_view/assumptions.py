"""What a cost stands on: the price book, its region and date, and the usage that was assumed."""

from __future__ import annotations

from decimal import Decimal

from textual.content import Content

from console.domain.cost import CostOfPlan, Estimate
from console.ui.format import plural
from console.ui.gate import styled

FIGURE = 10


def number(value: Decimal) -> str:
    """`2.4`, `1,000`: without the zeros at the end."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def assumptions_content(cost: CostOfPlan) -> Content:
    """A table of the usage keys with their lower, expected and upper figure."""
    estimate = cost.after
    dated = f"of {estimate.book_date}" if estimate.book_date else "without a date"
    parts = [
        styled("[$foreground-muted]Prices[/]   $region, price book $dated", region=estimate.region, dated=dated),
        styled("[$foreground-muted]Month[/]    730 hours, before tax, credits and discounts"),
    ]
    if estimate.assumptions:
        parts.extend([Content(), _usage(estimate)])
        parts.append(styled("[$foreground-muted]Change them under `usage` in the preset.[/]"))
    if estimate.unknown:
        count = plural(len(estimate.unknown), "resource has", "resources have")
        parts.append(styled("\n[$text-warning]$count a cost that is not wholly known (?)[/]", count=count))
    return Content("\n").join(parts)


def _usage(estimate: Estimate) -> Content:
    width = max(len(key) for key in estimate.assumptions)
    head = f"{'Usage a month':<{width}}{'low':>{FIGURE}}{'expected':>{FIGURE}}{'high':>{FIGURE}}"
    lines = [styled("[$foreground-muted]$head[/]", head=head)]
    for key, amount in sorted(estimate.assumptions.items()):
        figures = "".join(f"{number(value):>{FIGURE}}" for value in (amount.low, amount.expected, amount.high))
        lines.append(styled("$line", line=f"{key:<{width}}{figures}"))
    return Content("\n").join(lines)
