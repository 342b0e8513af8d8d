"""A cost as Markdown for a pull request: the total first, what changes, and every line behind a fold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from console.cli.cost_text import basis, budget_words, by_size, has_figure, side, total, unknown_words
from console.cli.printing import printable
from console.domain.cost import CostOfPlan, Estimate, ResourceCost
from console.domain.money import signed, usd

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~@&])")


def cost_markdown(title: str, estimate: Estimate, change: CostOfPlan | None, notes: Sequence[str], today: date) -> str:
    """The whole comment; outside text in it is text and nothing else."""
    difference = f" ({signed(change.difference.expected)})" if change is not None else ""
    lines = [f"### Cost of {cell(title)}: {total(estimate, today)} USD/month{difference}", ""]
    if change is not None:
        lines += [f"Now {total(change.before, today)}, after {total(estimate, today)}.", ""]
        if change.budget is not None:
            lines += [f"This is {budget_words(change)}.", ""]
        changed = [c for c in by_size(change) if c.difference is None or c.difference != 0]
        if changed:
            lines += ["| Resource | Now | After | Difference |", "|---|---:|---:|---:|"]
            for each in changed:
                figures = "?" if each.difference is None else signed(each.difference)
                lines.append(
                    f"| {cell(each.address)} | {cell(side(each.before))} | {cell(side(each.after))} | {figures} |"
                )
        else:
            lines.append("No resource's cost changes.")
        lines.append("")
    lines += [f"- {cell(words)}" for words in (*notes, *basis(estimate, today))]
    lines += [f"- not known: {cell(r.address)}: {cell(unknown_words(r))}" for r in estimate.unknown]
    priced = [resource for resource in estimate.resources if has_figure(resource)]
    if priced:
        lines += ["", "<details><summary>Every line</summary>", "", *_every_line(priced), "", "</details>"]
    return "\n".join(lines)


def cell(text: str) -> str:
    """Outside text in Markdown: no markup, no HTML, no mention of anybody, one line."""
    return _ACTIVE.sub(r"\\\1", printable(text))


def _every_line(priced: Sequence[ResourceCost]) -> list[str]:
    lines = ["| Resource | Component | Quantity | USD per unit | USD/month | Note |", "|---|---|---|---:|---:|---|"]
    for resource in priced:
        for line in resource.lines:
            price = "" if line.unit_price is None else f"{line.unit_price.normalize():f} / {line.unit}"
            monthly = str(line.standing) if line.monthly is None else usd(line.monthly.expected)
            cells = (resource.address, line.component, line.quantity, price, monthly, line.note)
            lines.append("| " + " | ".join(cell(text) for text in cells) + " |")
    return lines
