"""What AWS billed for an environment, beside what the estimate says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from console.domain.money import usd

DAYS_PER_MONTH = Decimal(365) / 12
"""As in the 730 hours of an estimate."""

DELAY = "Cost Explorer is up to 24 hours behind, and bills may change until the month is closed"
"""What belongs beside every actual figure."""


@dataclass(frozen=True, slots=True)
class ActualCost:
    """USD without credits, refunds and taxes, from `first` to the day before `until`."""

    usd: Decimal
    first: date
    """The first day with a cost within the period that was asked for."""
    until: date
    by_service: Mapping[str, Decimal]
    tags: Mapping[str, str]
    """The cost allocation tags that it was asked for by."""

    @property
    def days(self) -> int:
        return (self.until - self.first).days

    @property
    def monthly(self) -> Decimal:
        """USD per month, were every day as these were."""
        return self.usd / self.days * DAYS_PER_MONTH


def actual_words(actual: ActualCost | str) -> list[str]:
    """Sentences: the figure a month, what it is made of, and its delay; or why there is none."""
    if isinstance(actual, str):
        return [f"Actual cost: not known: {actual}"]
    ranked = sorted(actual.by_service.items(), key=lambda item: (-item[1], item[0]))
    return [
        f"Actual cost: {usd(actual.monthly)} USD/month, from {usd(actual.usd)} USD in the {actual.days} days from "
        f"{actual.first} to {actual.until} (exclusive); without credits, refunds and taxes",
        f"  {DELAY}",
        *(f"  {service}: {usd(figure_)} USD" for service, figure_ in ranked),
    ]
