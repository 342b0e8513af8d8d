"""A cost for a terminal: by resource, the total, what it stands on, and what is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from console.cli.printing import printable, say, table
from console.domain.cost import Amount, CostChange, CostOfPlan, Estimate, ResourceCost
from console.domain.money import signed, usd
from console.services.price_books import age_note


def print_cost(cost: CostOfPlan, today: date, *, every: bool = False) -> None:
    """What a plan costs: the resources whose cost it changes, or `every` one that costs something."""
    rows = [_row(change) for change in by_size(cost) if every or change.difference is None or change.difference != 0]
    if rows:
        say(table(("COST BY RESOURCE", "NOW", "AFTER", "DIFFERENCE"), rows, right=(1, 2, 3)))
    before = total(cost.before, today)
    say(f"Cost: {before} -> {total(cost.after, today)} USD/month ({signed(cost.difference.expected)})")
    print_basis(cost.after, today)
    if cost.budget is not None:
        say(f"  {budget_words(cost)}")


def print_estimate(estimate: Estimate, today: date) -> None:
    """What a set of resources costs."""
    priced = sorted((r for r in estimate.resources if has_figure(r)), key=lambda r: (-_expected(r), r.address))
    if priced:
        rows = [(r.address, r.service, side(r)) for r in priced]
        say(table(("COST BY RESOURCE", "SERVICE", "USD/MONTH"), rows, right=(2,)))
    say(f"Cost: {total(estimate, today)} USD/month")
    print_basis(estimate, today)


def print_basis(estimate: Estimate, today: date) -> None:
    """What a total stands on, and what of it is not known."""
    for words in basis(estimate, today):
        say(f"  {printable(words)}")
    for resource in estimate.unknown:
        say(f"  ? {printable(resource.address)}: {printable(unknown_words(resource))}")


def basis(estimate: Estimate, today: date) -> list[str]:
    """Sentences about the range, the price book and the usage that a total stands on."""
    words = []
    if not estimate.monthly.certain:
        low, high = usd(estimate.monthly.low), usd(estimate.monthly.high)
        words.append(f"between {low} and {high}, by usage and scaling")
    if estimate.usage_profile:
        words.append(f"usage profile {estimate.usage_profile}")
    if estimate.usage_edited:
        words.append(f"usage of your own: {', '.join(estimate.usage_edited)}")
    if estimate.book_date is not None:
        words.append(f"prices of {estimate.region} of {estimate.book_date}; list prices, without taxes and discounts")
        if aged := age_note(estimate.region, estimate.book_date, today):
            words.append(aged)
    elif estimate.region:
        words.append(
            f"there is no price book of {estimate.region}: `infra-console prices refresh --region {estimate.region}` "
            "writes one"
        )
    if estimate.book_note:
        words.append(estimate.book_note)
    return words


def total(estimate: Estimate, today: date) -> str:
    """`123.45`; with `at least` where something is unknown, and with the prices' date where they are old."""
    return f"{least(estimate.monthly, estimate.complete)}{dated(estimate, today)}"


def least(amount: Amount, complete: bool) -> str:
    """The expected figure, with `at least` before one that is not whole."""
    return usd(amount.expected) if complete else f"at least {usd(amount.expected)}"


def dated(estimate: Estimate, today: date) -> str:
    """What a total adds where its prices are old: ` (prices of 2026-05-01)`."""
    return f" (prices of {estimate.book_date})" if estimate.outdated(today) else ""


def budget_words(cost: CostOfPlan) -> str:
    """How the total stands to the budget."""
    word, so_far, _ = cost.standing.partition(" so far")
    unknown = f"{so_far}, since something is unknown" if so_far else ""
    return f"{word} the budget of {usd(cost.budget or Decimal(0))} USD/month{unknown}"


def unknown_words(resource: ResourceCost) -> str:
    """What of a resource's cost is not known, and why."""
    lines = [f"{line.component}: {line.note or line.standing}" for line in resource.lines if not line.standing.known]
    return "; ".join(lines) or str(resource.standing)


def by_size(cost: CostOfPlan) -> list[CostChange]:
    """The changes that have a figure, dearest first."""

    def size(change: CostChange) -> tuple[Decimal, str]:
        return -_expected(change.after or change.before), change.address

    return sorted((c for c in cost.changes if has_figure(c.before) or has_figure(c.after)), key=size)


def has_figure(resource: ResourceCost | None) -> bool:
    """Whether it costs something, or might."""
    return resource is not None and (
        not resource.complete or (resource.monthly is not None and resource.monthly.high != 0)
    )


def side(resource: ResourceCost | None) -> str:
    """A resource's figure: `-` where there is none of it, `?` where nothing of its cost is known."""
    if resource is None:
        return "-"
    if resource.monthly is None:
        return "?"
    return usd(resource.monthly.expected) if resource.complete else f">= {usd(resource.monthly.expected)}"


def _expected(resource: ResourceCost | None) -> Decimal:
    return resource.monthly.expected if resource is not None and resource.monthly is not None else Decimal(0)


def _row(change: CostChange) -> tuple[str, str, str, str]:
    difference = "?" if change.difference is None else signed(change.difference)
    return change.address, side(change.before), side(change.after), difference
