"""One question to the Price List, and how the products of its answer become prices of the book."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Pick:
    """The products of an answer that are the price of `key`.

    `key` may hold groups of the usage type's pattern, such as `{size}`: one key for each size then, with `item` and
    `unit`; any other key has them from the book that the console brings along.
    """

    key: str
    usage_type: re.Pattern[str]
    per: Decimal = Decimal(1)
    """How many of the Price List's units are one of the book's: a million requests."""
    at: Decimal | None = None
    """The monthly usage whose tier is meant; None takes the first that is not free."""
    where: Mapping[str, str] = field(default_factory=dict)
    item: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the Price List."""

    service: str
    filters: tuple[tuple[str, str], ...]
    picks: tuple[Pick, ...]
    region_field: str = "regionCode"
    """The attribute that holds the region; empty for services without one."""
    region: str = ""
    """Of another region than the book's."""
    only: str = ""
    """The one region whose book has this price; empty: every region's."""

    def filters_for(self, region: str) -> tuple[tuple[str, str], ...]:
        """Field and value of every filter, the region's among them."""
        named = ((self.region_field, self.region or region),) if self.region_field else ()
        return (*named, *self.filters)


def picked(
    key: str,
    usage_type: str,
    *,
    per: Decimal = Decimal(1),
    at: int | None = None,
    item: str = "",
    unit: str = "",
    **where: str,
) -> Pick:
    """A pick; `usage_type` is a pattern of the whole usage type without its prefix, `where` are other attributes."""
    tier = None if at is None else Decimal(at)
    return Pick(key, re.compile(usage_type), per, tier, where, item, unit)


def asked(service: str, family: str, *picks: Pick, **filters: str) -> Question:
    """A question about the book's region; empty `family`: of any product family."""
    wanted = {"productFamily": family} if family else {}
    return Question(service, tuple((wanted | filters).items()), picks)


def asked_worldwide(service: str, family: str, *picks: Pick) -> Question:
    """A question about products that belong to no region."""
    return Question(service, (("productFamily", family),), picks, region_field="")
