"""The monthly cost against the budget, and what it was before, in words."""

from __future__ import annotations

from datetime import date

from console.domain.cost import CostOfPlan, Estimate
from console.ui.format import bar, percent, plural, usd
from console.ui.gate import clean
from console.ui.line_list import Line, Span


def total_line(cost: CostOfPlan) -> Line:
    """`151.40 -> 175.80 USD/month  (+24.40)`; that it is "at least" stands in a line of its own."""
    before, after = cost.before.monthly.expected, cost.after.monthly.expected
    difference = usd(cost.difference.expected, sign=True)
    style = "good" if cost.difference.expected < 0 else "warning" if cost.difference.expected > 0 else "muted"
    return (
        Span(f"{usd(before)} -> "),
        Span(usd(after), "strong"),
        Span(" USD/month", "muted"),
        Span(f"  ({difference})", style),
    )


def age_line(estimate: Estimate, today: date) -> Line:
    """`prices of 2026-05-01, 193 days old`, which belongs to every total; empty while the book is young enough."""
    if not estimate.outdated(today) or estimate.book_date is None:
        return ()
    days = (today - estimate.book_date).days
    return (Span(f"prices of {estimate.book_date}, {days} days old", "warning"),)


def standing_line(cost: CostOfPlan) -> Line:
    """Whose assumptions the total stands on, where they are not the preset's own; empty where they are."""
    profile, own = cost.after.usage_profile, len(cost.after.usage_edited)
    parts = [f"profile {clean(profile)}"] if profile else []
    if own:
        parts.append(f"* {plural(own, 'figure')} of yours")
    return (Span(f"usage: {', '.join(parts)}", "warning"),) if parts else ()


def unknown_line(cost: CostOfPlan) -> Line:
    """`at least: 2 costs are not wholly known (?)`; empty where all is known."""
    if cost.after.complete and cost.before.complete:
        return ()
    count = len(cost.after.unknown or cost.before.unknown)
    words = plural(count, "cost is not wholly known", "costs are not wholly known") if count else "not all is known"
    return (Span("at least", "warning"), Span(f": {words} (?)", "muted"))


def range_line(cost: CostOfPlan) -> Line:
    """`from 160.10 to 201.00 by usage (e)`; empty where usage makes no difference."""
    after = cost.after.monthly
    if after.low == after.high:
        return ()
    return (Span(f"from {usd(after.low)} to {usd(after.high)} by usage (e)", "muted"),)


def budget_line(cost: CostOfPlan, width: int) -> Line:
    """`Budget 200.00  ▇▇▇▇▇▇░░ 88 %  within`: the bar is as long as `width` leaves room for."""
    if cost.budget is None:
        return (Span("Budget    none set in the preset", "muted"),)
    share = cost.after.monthly.expected / cost.budget
    word, style = budget_word(cost)
    text = f"Budget {usd(cost.budget)} "
    blocks = max(6, min(20, width - len(text) - len(f" {percent(share)} {word}")))
    return (Span(text), Span(bar(share, blocks), style), Span(f" {percent(share)} "), Span(word, style))


def budget_word(cost: CostOfPlan) -> tuple[str, str]:
    """The word (`within`, `near`, `over`, ...) and the style it is shown in."""
    styles = {"none": "muted", "over": "bad", "within": "good"}
    return cost.standing, styles.get(cost.standing, "warning")
