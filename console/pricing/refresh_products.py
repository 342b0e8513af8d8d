"""One product of the AWS Price List, as its API gives it: a JSON text with attributes and terms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from console.errors import PriceBookError

_REGION_PREFIX = re.compile(r"(?:[A-Z]{3}\d-|EU-|[a-z]{2}(?:-[a-z]+)+-\d-)")
"""Billing's code of the region before a usage type: `USE1-`, `EU-`, `us-east-1-`. `IA-`, `TS-` and `Prvd` are products
of their own, which look like it."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One price of a product: USD per unit from `begin` units a month up to `end` (None: without end)."""

    begin: Decimal
    end: Decimal | None
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """What a product is, and its on-demand prices in USD, lowest tier first."""

    sku: str
    usage_type: str
    """Without the region's prefix."""
    attributes: Mapping[str, str]
    tiers: tuple[Tier, ...]
    other_currencies: frozenset[str]
    """Currencies of prices that are not in USD, and that nothing here reads."""

    def price(self, at: Decimal | None) -> Decimal | None:
        """USD per unit at the usage `at`, or in the first tier that is not free; None where there is no such price."""
        for tier in self.tiers:
            if at is None:
                if tier.usd > 0:
                    return tier.usd
            elif tier.begin <= at and (tier.end is None or at < tier.end):
                return tier.usd or None
        return None


def read_product(text: str) -> Product:
    """Read one entry of an answer's `PriceList`; raises PriceBookError for what does not have its shape."""
    try:
        content = json.loads(text)
        attributes = {name: str(value) for name, value in content["product"]["attributes"].items()}
        usage_type = attributes.get("usagetype", "")
        prefix = _REGION_PREFIX.match(usage_type)
        dimensions = list(_dimensions(content))
        return Product(
            sku=str(content["product"]["sku"]),
            usage_type=usage_type[prefix.end() :] if prefix else usage_type,
            attributes=attributes,
            tiers=tuple(sorted((_tier(d) for d in dimensions if "USD" in d["pricePerUnit"]), key=lambda t: t.begin)),
            other_currencies=frozenset(name for d in dimensions for name in d["pricePerUnit"] if name != "USD"),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation, RecursionError) as error:
        raise PriceBookError(
            f"The Price List gave a product that this console cannot read ({type(error).__name__}); "
            "the price book stays as it was.",
            detail=text[:2000],
        ) from error


def _dimensions(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The on-demand price dimensions; reserved terms are prices of another contract."""
    for offer in content.get("terms", {}).get("OnDemand", {}).values():
        yield from offer["priceDimensions"].values()


def _tier(dimension: Mapping[str, Any]) -> Tier:
    usd = Decimal(dimension["pricePerUnit"]["USD"])
    begin, end = Decimal(dimension.get("beginRange") or 0), dimension.get("endRange") or "Inf"
    if not usd.is_finite() or usd < 0:
        raise ValueError(f"a price of {usd}")
    return Tier(begin, None if end == "Inf" else Decimal(end), usd)
