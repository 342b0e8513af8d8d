"""What a plan costs a month, before and after, on the price book of its region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from console.domain.cost import CostChange, CostOfPlan, Estimate
from console.domain.environment import Preset
from console.domain.plan import Plan
from console.pricing.book import PriceBook, book_for
from console.pricing.estimator import estimate
from console.pricing.resource import read_resources


class Costs:
    """Cost previews. `books` finds the price book of a region, and None where there is none."""

    def __init__(self, books: Callable[[str], PriceBook | None] = book_for) -> None:
        self._books = books

    def of_plan(self, preset: Preset, plan: Plan) -> CostOfPlan:
        """Before from the plan's prior state, after from its planned values, on the preset's usage and region.

        A replacement counts once; a resource that was moved keeps its cost under its new address. Raises InputError
        for usage that means nothing, PriceBookError for a book that is not whole.
        """
        before = self.estimate_of_state(preset, plan.prior_state)
        after = self.estimate_of_state(preset, plan.planned_values)
        moved = {change.address: change.previous_address for change in plan.changes if change.previous_address}
        return CostOfPlan(before, after, _changes(before, after, moved), preset.budget_usd)

    def estimate_of_state(self, preset: Preset, resources: Mapping[str, Any]) -> Estimate:
        """The cost of resources by address, in the shape of `Plan.prior_state`. Raises as `of_plan` does."""
        book = self._books(preset.region)
        return estimate(read_resources(resources), book, preset.usage, region=preset.region)


def _changes(before: Estimate, after: Estimate, moved: Mapping[str, str]) -> tuple[CostChange, ...]:
    """Every resource of either side once, in the order of addresses."""
    old = {cost.address: cost for cost in before.resources}
    changes = [
        CostChange(cost.address, cost.type, cost.service, old.pop(moved.get(cost.address, cost.address), None), cost)
        for cost in after.resources
    ]
    changes += [CostChange(cost.address, cost.type, cost.service, cost, None) for cost in old.values()]
    return tuple(sorted(changes, key=lambda change: change.address))
