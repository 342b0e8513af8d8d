"""A set of resources as it is priced now, and what it would save to change some of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from console.domain.cost import Estimate
from console.domain.cost_savings import Saving
from console.domain.money import usd
from console.pricing.book import PriceBook
from console.pricing.landscape import Landscape
from console.pricing.resource import PricedResource

Pricer = Callable[[Sequence[PricedResource]], Estimate]


@dataclass(frozen=True, slots=True)
class Situation:
    """A set of resources, what it costs, and how any other set would be priced."""

    resources: Sequence[PricedResource]
    now: Estimate
    price: Pricer
    book: PriceBook | None
    production: bool
    landscape: Landscape

    def changed(
        self, key: str, title: str, drawback: str, change: Callable[[PricedResource], PricedResource | None]
    ) -> Saving | None:
        """The saving of a change: `change` gives the new resource, the same one, or None for one that goes.

        None where it changes nothing, saves nothing, or leads to something that the book has no price for.
        """
        pairs = [(one, change(one)) for one in self.resources]
        touched = tuple(one.address for one, other in pairs if other is not one)
        if not touched:
            return None
        then = self.price([other for _, other in pairs if other is not None])
        saved = self.now.monthly - then.monthly
        if _gaps(then) > _gaps(self.now) or saved.high <= 0:
            return None
        before, after = usd(self.now.monthly.expected), usd(then.monthly.expected)
        return Saving(key, title, touched, saved, f"{before} -> {after} USD a month on the same usage", drawback)


def with_values(one: PricedResource, values: Mapping[str, Any]) -> PricedResource:
    """The same resource with some of its values replaced."""
    unknown = one.unknown
    if isinstance(unknown, dict):
        unknown = {name: mask for name, mask in unknown.items() if name not in values}
    return replace(one, values={**(one.values or {}), **values}, unknown=unknown)


def _gaps(estimate: Estimate) -> int:
    return sum(1 for cost in estimate.resources for line in cost.lines if not line.standing.known)
