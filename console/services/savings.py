"""What an environment's plan could save: options with figures and drawbacks, for an operator to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.domain.cost_savings import Saving
from console.domain.environment import Preset, Protection
from console.domain.plan import Plan
from console.pricing.estimator import estimate
from console.pricing.resource import read_resources
from console.pricing.savings import savings
from console.services.costs import Costs, Usage


def savings_of_plan(costs: Costs, preset: Preset, plan: Plan, profile: str = "") -> tuple[Saving, ...]:
    """The options for what the plan will have built, on the preset's usage or that of one of its profiles.

    Raises InputError and PriceBookError as `Costs.of_plan` does.
    """
    usage = preset.usage_of(profile)
    return savings_of_resources(costs, plan.planned_values, preset.region, usage, production=is_production(preset))


def savings_of_resources(
    costs: Costs, resources: Mapping[str, Any], region: str, usage: Usage, *, production: bool = True
) -> tuple[Saving, ...]:
    """The options for resources by address, of whichever configuration; where nobody says what they are for, spares
    are not traded for money. Raises as `savings_of_plan`."""
    book = costs.book(region)
    return savings(
        tuple(read_resources(resources)),
        lambda changed: estimate(changed, book, usage, region=region, books=costs.book),
        book,
        production=production,
    )


def is_production(preset: Preset) -> bool:
    """Whether spares are not to be traded for money: it is called production, or it is protected."""
    return preset.environment.startswith("prod") or preset.protection is Protection.PROTECTED
