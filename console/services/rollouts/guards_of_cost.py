"""Guards over what a plan costs: its increase, the budget, what is not known, and how old the prices are."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import CostOfPlan
from console.domain.cost_figures import CostFigures
from console.domain.money import signed, usd
from console.domain.rollout import Finding
from console.domain.rollout_file import Limits
from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST, unknown_cost
from console.services.rollouts.checks import Seen, noted, passed
from console.services.rollouts.stage import StageContext

COST_INCREASE = "cost increase"


def cost(context: StageContext) -> Iterator[Seen]:
    """Each figure in USD a month; what is unknown is never taken for nothing."""
    priced = context.reviewed().cost
    if priced is None:
        yield _against("What this plan costs is not known.", UNKNOWN_COST)
        return
    found = [*_increase(priced, context.part.gates.limits), *_budget(priced, context.preset.budget_usd)]
    unknown = unknown_cost([each.address for each in priced.newly_unknown])
    if unknown:
        found.append(_against(f"{unknown[:1].upper()}{unknown[1:]}.", UNKNOWN_COST))
    if not found:
        least = "" if priced.after.complete else "at least "
        yield passed(f"{least}{usd(priced.after.monthly.expected)} USD a month ({_difference(priced)}).")
    yield from found
    if priced.after.outdated(context.now().date()):
        yield noted(f"The prices are of {priced.after.book_date}: `infra-console prices refresh` brings newer ones.")


def _increase(priced: CostOfPlan, limits: Limits) -> Iterator[Seen]:
    more, before = priced.difference.expected, priced.before.monthly.expected
    if limits.cost_increase_usd is not None and more > limits.cost_increase_usd:
        yield _against(
            f"It costs {_difference(priced)} USD a month, over the limit of {usd(limits.cost_increase_usd)}.",
            COST_INCREASE,
        )
    # From nothing every plan is an increase beyond all percents: a first apply is measured in USD.
    percent = Decimal(100) * more / before if before > 0 else None
    if limits.cost_increase_percent is not None and percent is not None and percent > limits.cost_increase_percent:
        yield _against(
            f"It costs {percent:.0f} % more a month, over the limit of {limits.cost_increase_percent} %.",
            COST_INCREASE,
        )


def _budget(priced: CostOfPlan, budget: Decimal | None) -> Iterator[Seen]:
    after = priced.after.monthly.expected
    if budget is not None and CostFigures.of(priced).goes_over(budget):
        yield _against(f"It costs {usd(after)} USD a month, over the budget of {usd(budget)}.", OVER_BUDGET)


def _difference(priced: CostOfPlan) -> str:
    return signed(priced.difference.expected)


def _against(text: str, acknowledge: str) -> Seen:
    return Seen(Finding.FAILED, text, acknowledge)
