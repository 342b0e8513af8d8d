"""What a run's record keeps of the cost of its plan: the figures, and what they stand on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from console.domain.cost import BOOK_GOOD_FOR_DAYS, CostOfPlan, ResourceCost


class AssumedFigure(BaseModel):
    """The usage that was assumed under one key, a month."""

    model_config = ConfigDict(frozen=True)

    low: Decimal
    expected: Decimal
    high: Decimal
    edited: bool = False
    """An operator set it, over preset and profile."""


class CostFigures(BaseModel):
    """USD per month before and after the plan; `complete` is false where anything is unknown ("at least")."""

    model_config = ConfigDict(extra="ignore")

    before: Decimal | None = None
    after: Decimal | None = None
    complete: bool = False
    low: Decimal | None = None
    """After the plan, at the lower end of usage and scaling."""
    high: Decimal | None = None
    budget: Decimal | None = None
    services: dict[str, Decimal] = Field(default_factory=dict)
    """Expected USD a month after the plan by AWS service."""
    newly_unknown: list[str] = Field(default_factory=list)
    """Resources whose cost this plan makes not wholly known."""
    region: str = ""
    prices_of: date | None = None
    """The date of the price book."""
    usage_profile: str = ""
    assumptions: dict[str, AssumedFigure] = Field(default_factory=dict)

    @classmethod
    def of(cls, cost: CostOfPlan) -> CostFigures:
        """What is to be kept of this cost."""
        after = cost.after
        return cls(
            before=cost.before.monthly.expected,
            after=after.monthly.expected,
            complete=after.complete,
            low=after.monthly.low,
            high=after.monthly.high,
            budget=cost.budget,
            services=by_service(after.resources),
            newly_unknown=[resource.address for resource in cost.newly_unknown],
            region=after.region,
            prices_of=after.book_date,
            usage_profile=after.usage_profile,
            assumptions={
                key: AssumedFigure(
                    low=amount.low, expected=amount.expected, high=amount.high, edited=key in after.usage_edited
                )
                for key, amount in after.assumptions.items()
            },
        )

    def outdated(self, today: date) -> bool:
        """The prices were older than they may be without saying so, or are so by now."""
        return self.prices_of is not None and (today - self.prices_of).days > BOOK_GOOD_FOR_DAYS

    def goes_over(self, budget: Decimal) -> bool:
        """The plan is over the budget and makes it dearer: one that lowers a cost asks for nothing."""
        if self.after is None or self.after <= budget:
            return False
        return self.before is None or self.after > self.before

    @property
    def edited(self) -> tuple[str, ...]:
        """The keys that an operator set."""
        return tuple(key for key, figure in self.assumptions.items() if figure.edited)


def by_service(resources: Iterable[ResourceCost]) -> dict[str, Decimal]:
    """Expected USD a month of each service that costs something, the dearest first."""
    sums: dict[str, Decimal] = {}
    for resource in resources:
        if resource.monthly is not None and resource.monthly.expected:
            sums[resource.service] = sums.get(resource.service, Decimal(0)) + resource.monthly.expected
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))
