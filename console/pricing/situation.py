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
    """What a set of resources costs, and how any other set would be priced."""

    now: Estimate
    price: Pricer
    book: PriceBook | None
    production: bool
    landscape: Landscape
    """The resources."""

    def changed(
        self,
        key: str,
        title: str,
        drawback: str,
        types: Sequence[str],
        change: Callable[[PricedResource], PricedResource | None],
    ) -> Saving | None:
        """The saving of a change: `change` gives the new resource, the same one, or None for one that goes.

        `types` are those that it concerns and that their prices depend on: only they are priced again. None where it
        changes nothing, saves nothing, or leads to something that the book has no price for.
        """
        pairs = [(one, change(one)) for type_ in types for one in self.landscape.of_type(type_)]
        touched = tuple(one.address for one, other in pairs if other is not one)
        if not touched:
            return None
        before, after = self.price([one for one, _ in pairs]), self.price([one for _, one in pairs if one is not None])
        saved = before.monthly - after.monthly
        if _gaps(after) > _gaps(before) or saved.high <= 0:
            return None
        total = self.now.monthly.expected
        return Saving(
            key,
            title,
            touched,
            saved,
            f"{usd(total)} -> {usd(total - saved.expected)} USD a month on the same usage",
            drawback,
        )


def with_values(one: PricedResource, values: Mapping[str, Any]) -> PricedResource:
    """The same resource with some of its values replaced."""
    unknown = one.unknown
    if isinstance(unknown, dict):
        unknown = {name: mask for name, mask in unknown.items() if name not in values}
    return replace(one, values={**(one.values or {}), **values}, unknown=unknown)


def _gaps(estimate: Estimate) -> int:
    return sum(1 for cost in estimate.resources for line in cost.lines if not line.standing.known)
