"""Two costs side by side: by service, and in total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from console.cli.cost_markdown import cell
from console.cli.cost_text import basis, least, print_basis, total
from console.cli.printing import printable, say, table
from console.domain.cost import Amount, Estimate
from console.domain.money import signed
from console.services.cost_json import estimate_document, figure

Service = tuple[Amount, bool]
"""What the resources of a service cost, and whether all of it is known."""


def by_service(estimate: Estimate) -> dict[str, Service]:
    """USD per month by AWS service; services that cost nothing are left out."""
    found: dict[str, Service] = {}
    for resource in estimate.resources:
        amount, complete = found.get(resource.service, (Amount(), True))
        found[resource.service] = (amount + (resource.monthly or Amount()), complete and resource.complete)
    return {name: sum_ for name, sum_ in found.items() if sum_[0].high or not sum_[1]}


def print_compared(title: str, one: Estimate, other_title: str, other: Estimate, today: date) -> None:
    """Both, service by service, the largest difference first."""
    rows = [
        (name, _shown(left), _shown(right), _difference(left, right)) for name, left, right in _services(one, other)
    ]
    rows.append(
        ("TOTAL", total(one, today), total(other, today), signed(other.monthly.expected - one.monthly.expected))
    )
    say(table(("COST BY SERVICE", title, other_title, "DIFFERENCE"), rows, right=(1, 2, 3)))
    say(printable(other_title))
    print_basis(other, today)


def compare_document(one: Estimate, other_title: str, other: Estimate, today: date) -> dict[str, Any]:
    """The other environment's estimate, and both by service."""
    return estimate_document(other, today) | {
        "environment": other_title,
        "difference_usd": figure(other.monthly.expected - one.monthly.expected),
        "services": [
            {
                "service": name,
                "monthly_usd": figure(left[0].expected) if left else None,
                "other_monthly_usd": figure(right[0].expected) if right else None,
                "complete": (not left or left[1]) and (not right or right[1]),
            }
            for name, left, right in _services(one, other)
        ],
    }


def compare_markdown(title: str, one: Estimate, other_title: str, other: Estimate, today: date) -> str:
    """Both as a table for a pull request."""
    lines = [
        f"### {cell(title)} beside {cell(other_title)}, USD/month",
        "",
        f"| Service | {cell(title)} | {cell(other_title)} | Difference |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {cell(name)} | {cell(_shown(left))} | {cell(_shown(right))} | {_difference(left, right)} |"
        for name, left, right in _services(one, other)
    ]
    difference = signed(other.monthly.expected - one.monthly.expected)
    lines.append(f"| **Total** | **{total(one, today)}** | **{total(other, today)}** | **{difference}** |")
    lines += ["", *(f"- {cell(other_title)}: {cell(words)}" for words in basis(other, today))]
    return "\n".join(lines)


def _services(one: Estimate, other: Estimate) -> Iterator[tuple[str, Service | None, Service | None]]:
    left, right = by_service(one), by_service(other)

    def size(name: str) -> tuple[Decimal, str]:
        there, here = right.get(name), left.get(name)
        difference = (there[0].expected if there else Decimal(0)) - (here[0].expected if here else Decimal(0))
        return -abs(difference), name

    for name in sorted(left.keys() | right.keys(), key=size):
        yield name, left.get(name), right.get(name)


def _shown(service: Service | None) -> str:
    return "-" if service is None else least(*service)


def _difference(left: Service | None, right: Service | None) -> str:
    if (left and not left[1]) or (right and not right[1]):
        return "?"
    after, before = right[0].expected if right else Decimal(0), left[0].expected if left else Decimal(0)
    return signed(after - before)
