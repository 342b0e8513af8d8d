"""What a plan or a state costs a month, on the price book of its region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from console.domain.cost import CostChange, CostOfPlan, Estimate
from console.domain.environment import Preset, UsageRange
from console.domain.plan import Plan
from console.pricing.book import DATA, PriceBook, book_for
from console.pricing.estimator import estimate
from console.pricing.resource import read_resources
from console.services.price_books import ShelvedBook

Usage = Mapping[str, UsageRange]


def brought(region: str) -> ShelvedBook | None:
    """The book that the console brings along for a region; None where there is none."""
    book = book_for(region)
    return ShelvedBook(book, DATA / f"{region}.json") if book is not None else None


class Costs:
    """Cost previews. `books` finds the price book of a region, and None where there is none."""

    def __init__(self, books: Callable[[str], ShelvedBook | None] = brought) -> None:
        self._books = books

    def of_plan(self, preset: Preset, plan: Plan, profile: str = "") -> CostOfPlan:
        """The cost of an environment's plan on the preset's region, budget and usage, or that of a usage profile.

        Raises InputError for usage that means nothing and for a profile that the preset does not have,
        PriceBookError for a book that is not whole.
        """
        return self.of_environment(preset, plan, preset.usage_of(profile), profile)

    def of_environment(self, preset: Preset, plan: Plan, usage: Usage, profile: str = "") -> CostOfPlan:
        """As `of_plan`, with usage of the caller's own; `profile` only names it. Raises as `of_plan`."""
        found = self.of_resources(plan, preset.region, usage, preset.budget_usd)
        return replace(
            found,
            before=replace(found.before, usage_profile=profile),
            after=replace(found.after, usage_profile=profile),
        )

    def of_resources(self, plan: Plan, region: str, usage: Usage, budget: Decimal | None = None) -> CostOfPlan:
        """Before from the plan's prior state, after from its planned values, of whichever configuration made it.

        A replacement counts once; a resource that was moved keeps its cost under its new address. Raises as `of_plan`.
        """
        before = self.of_state(plan.prior_state, region, usage)
        after = self.of_state(plan.planned_values, region, usage)
        moved = {change.address: change.previous_address for change in plan.changes if change.previous_address}
        return CostOfPlan(before, after, _changes(before, after, moved), budget)

    def estimate_of_state(self, preset: Preset, resources: Mapping[str, Any]) -> Estimate:
        """The cost of resources by address on the preset's region and usage. Raises as `of_plan`."""
        return self.of_state(resources, preset.region, preset.usage)

    def of_state(self, resources: Mapping[str, Any], region: str, usage: Usage) -> Estimate:
        """The cost of resources by address, in the shape of `Plan.prior_state`. Raises as `of_plan`."""
        shelved = self._books(region)
        book = shelved.book if shelved is not None else None
        found = estimate(read_resources(resources), book, usage, region=region, books=self._book)
        return replace(found, book_note=shelved.note) if shelved is not None and shelved.note else found

    def _book(self, region: str) -> PriceBook | None:
        shelved = self._books(region)
        return shelved.book if shelved is not None else None


def _changes(before: Estimate, after: Estimate, moved: Mapping[str, str]) -> tuple[CostChange, ...]:
    """Every resource of either side once, in the order of addresses."""
    old = {cost.address: cost for cost in before.resources}
    changes = [
        CostChange(cost.address, cost.type, cost.service, old.pop(moved.get(cost.address, cost.address), None), cost)
        for cost in after.resources
    ]
    changes += [CostChange(cost.address, cost.type, cost.service, cost, None) for cost in old.values()]
    return tuple(sorted(changes, key=lambda change: change.address))
