"""What a plan or a state costs a month, on the price book of its region."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from console.domain.cost import CostChange, CostOfPlan, Estimate, ResourceCost
from console.domain.environment import Preset, UsageRange
from console.domain.plan import Plan
from console.pricing.book import DATA, PriceBook, book_for
from console.pricing.estimator import Estimator
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
        found = self.of_resources(plan, preset.region, preset.usage_of(profile), preset.budget_usd)
        return replace(
            found,
            before=replace(found.before, usage_profile=profile),
            after=replace(found.after, usage_profile=profile),
        )

    def of_resources(self, plan: Plan, region: str, usage: Usage, budget: Decimal | None = None) -> CostOfPlan:
        """Before from the plan's prior state, after from its planned values, of whichever configuration made it.

        A replacement counts once; a resource that was moved keeps its cost under its new address. Raises as `of_plan`.
        """
        return self.plan_costs(plan, region, budget).at(usage)

    def plan_costs(self, plan: Plan, region: str, budget: Decimal | None = None) -> PlanCosts:
        """The plan as one that is priced at one usage after another. Raises PriceBookError."""
        return PlanCosts(self._estimator(plan.prior_state, region), self._estimator(plan.planned_values, region),
                         self._note(region), plan, budget)  # fmt: skip

    def estimate_of_state(self, preset: Preset, resources: Mapping[str, Any]) -> Estimate:
        """The cost of resources by address on the preset's region and usage. Raises as `of_plan`."""
        return self.of_state(resources, preset.region, preset.usage)

    def of_state(self, resources: Mapping[str, Any], region: str, usage: Usage) -> Estimate:
        """The cost of resources by address, in the shape of `Plan.prior_state`. Raises as `of_plan`."""
        found = self._estimator(resources, region).at(usage)
        return replace(found, book_note=self._note(region))

    def _estimator(self, resources: Mapping[str, Any], region: str) -> Estimator:
        return Estimator(read_resources(resources), self.book(region), region=region, books=self.book)

    def _note(self, region: str) -> str:
        shelved = self._books(region)
        return shelved.note if shelved is not None else ""

    def book(self, region: str) -> PriceBook | None:
        """The price book of a region; None where there is none."""
        shelved = self._books(region)
        return shelved.book if shelved is not None else None


class PlanCosts:
    """One plan, priced at one usage after another: what an assumption does not concern is priced once."""

    def __init__(self, before: Estimator, after: Estimator, note: str, plan: Plan, budget: Decimal | None) -> None:
        self._before = before
        self._after = after
        self._note = note
        self._moved = {change.address: change.previous_address for change in plan.changes if change.previous_address}
        self._budget = budget
        self._pairs: list[tuple[int | None, int | None]] = []
        """Of each resource its place among those before and after, in the order of addresses."""
        self._changes: list[CostChange] = []

    def at(self, usage: Usage) -> CostOfPlan:
        """The cost of the plan at this usage; raises InputError for usage that means nothing."""
        before, after = (replace(side.at(usage), book_note=self._note) for side in (self._before, self._after))
        if not self._pairs:
            self._pairs = _pairs(before.resources, after.resources, self._moved)
        # What did not move stays the same object, so that whoever shows it sees that at once.
        known: Sequence[CostChange | None] = self._changes or [None] * len(self._pairs)
        self._changes = [
            _change(None if old is None else before.resources[old], None if new is None else after.resources[new], last)
            for (old, new), last in zip(self._pairs, known, strict=True)
        ]
        return CostOfPlan(before, after, tuple(self._changes), self._budget)


def _pairs(
    before: Sequence[ResourceCost], after: Sequence[ResourceCost], moved: Mapping[str, str]
) -> list[tuple[int | None, int | None]]:
    """Every resource of either side once."""
    old = {cost.address: place for place, cost in enumerate(before)}
    pairs: list[tuple[str, int | None, int | None]] = [
        (cost.address, old.pop(moved.get(cost.address, cost.address), None), place) for place, cost in enumerate(after)
    ]
    pairs += [(address, place, None) for address, place in old.items()]
    return [(old_place, new_place) for _, old_place, new_place in sorted(pairs, key=lambda pair: pair[0])]


def _change(before: ResourceCost | None, after: ResourceCost | None, last: CostChange | None) -> CostChange:
    if last is not None and last.before is before and last.after is after:
        return last
    named = after if after is not None else before
    assert named is not None  # noqa: S101 - a pair has at least one side
    return CostChange(named.address, named.type, named.service, before, after)
