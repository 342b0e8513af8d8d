"""Usage assumptions without a price book: a few keys with a price each, over the cost of the plan under review."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from console.domain.cost import Amount, CostChange, CostOfPlan, Estimate, ResourceCost
from console.domain.cost_savings import Saving
from console.domain.environment import EnvironmentName
from console.domain.usage import AssumedUsage, UsageChoice, UsageSource
from console.errors import ConsoleError, InputError

PRICES = {"nat_gb": Decimal("0.045"), "alb_lcu": Decimal("5.84"), "ecs_average_tasks": Decimal("14.42")}
UNITS = {"nat_gb": "GB", "alb_lcu": "LCU", "ecs_average_tasks": "tasks"}
CARRIERS = {"nat_gb": "aws_nat_gateway", "alb_lcu": "aws_lb", "ecs_average_tasks": "aws_ecs_service"}


def _plus(amount: Amount | None, more: Amount) -> Amount:
    return (amount or Amount()) + more


class FakeRepricing:
    """Moves the sketch's cost by the price of what is assumed beyond it."""

    def __init__(self, reviewed: Any) -> None:
        self._preset = reviewed.preset
        self._cost: CostOfPlan = reviewed.cost

    def at(self, choice: UsageChoice) -> CostOfPlan:
        cost = self._cost
        for key, span in choice.over(self._preset).items():
            if key not in PRICES:
                raise InputError(f"The usage key {key!r} means nothing to the estimate.")
            assumed = Amount(span.low, span.expected, span.high)
            if key in cost.after.assumptions:
                cost = _moved(cost, key, assumed)
        edited = tuple(sorted(choice.usage))
        before = replace(cost.before, usage_profile=choice.profile, usage_edited=edited)
        after = replace(cost.after, usage_profile=choice.profile, usage_edited=edited)
        return replace(cost, before=before, after=after)

    def assumed(self, choice: UsageChoice, cost: CostOfPlan) -> tuple[AssumedUsage, ...]:
        rows = []
        for key, amount in cost.after.assumptions.items():
            own = key in choice.usage
            rows.append(
                AssumedUsage(key, UNITS.get(key, "GB"), f"what {key} is of", "whole environment", amount,
                             UsageSource.EDITED if own else UsageSource.PRESET,
                             self._cost.after.assumptions[key] if own else None)
            )  # fmt: skip
        return tuple(rows)


def _moved(cost: CostOfPlan, key: str, assumed: Amount) -> CostOfPlan:
    more = (assumed - cost.after.assumptions[key]) * PRICES[key]

    def side(estimate: Estimate) -> Estimate:
        resources = tuple(_resource(one, key, more) for one in estimate.resources)
        moved = _plus(estimate.monthly, more) if resources != estimate.resources else estimate.monthly
        return replace(estimate, resources=resources, monthly=moved, assumptions={**estimate.assumptions, key: assumed})

    changes = tuple(
        CostChange(
            one.address, one.type, one.service,
            _resource(one.before, key, more) if one.before else None,
            _resource(one.after, key, more) if one.after else None,
        )
        for one in cost.changes
    )  # fmt: skip
    return replace(cost, before=side(cost.before), after=side(cost.after), changes=changes)


def _resource(one: ResourceCost, key: str, more: Amount) -> ResourceCost:
    return replace(one, monthly=_plus(one.monthly, more)) if CARRIERS[key] in one.address else one


@dataclass
class FakeUsage:
    """Keeps what is assumed in memory."""

    choices: dict[EnvironmentName, UsageChoice] = field(default_factory=dict)
    noted: dict[str, CostOfPlan] = field(default_factory=dict)
    found: tuple[Saving, ...] = ()
    error: ConsoleError | None = None

    def choice(self, name: EnvironmentName) -> UsageChoice:
        return self.choices.get(name, UsageChoice())

    def keep(self, name: EnvironmentName, choice: UsageChoice) -> None:
        if self.error is not None:
            raise self.error
        self.choices[name] = choice

    def priced(self, reviewed: Any) -> FakeRepricing:
        return FakeRepricing(reviewed)

    def savings(self, reviewed: Any, choice: UsageChoice) -> tuple[Saving, ...]:
        return self.found

    def note(self, run_id: str, cost: CostOfPlan) -> Any:
        self.noted[run_id] = cost
