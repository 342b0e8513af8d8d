"""What an environment's plan could save: options with figures and drawbacks, for an operator to choose from."""

from __future__ import annotations

from console.domain.cost_savings import Saving
from console.domain.environment import Preset, Protection
from console.domain.plan import Plan
from console.pricing.estimator import estimate
from console.pricing.resource import read_resources
from console.pricing.savings import savings
from console.services.costs import Costs


def savings_of_plan(costs: Costs, preset: Preset, plan: Plan, profile: str = "") -> tuple[Saving, ...]:
    """The options for what the plan will have built, on the preset's usage or that of one of its profiles.

    Raises InputError and PriceBookError as `Costs.of_plan` does.
    """
    usage = preset.usage_of(profile)
    resources = tuple(read_resources(plan.planned_values))
    book = costs.book(preset.region)
    return savings(
        resources,
        lambda changed: estimate(changed, book, usage, region=preset.region, books=costs.book),
        book,
        production=is_production(preset),
    )


def is_production(preset: Preset) -> bool:
    """Whether spares are not to be traded for money: it is called production, or it is protected."""
    return preset.environment.startswith("prod") or preset.protection is Protection.PROTECTED
