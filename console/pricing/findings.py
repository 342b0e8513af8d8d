"""What a pricing rule says about one component of a resource, and what it may ask while it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from console.domain.cost import HOURS_PER_MONTH, Amount, CostLine, Standing
from console.pricing.assumptions import ASSUMPTIONS
from console.pricing.book import PriceBook
from console.pricing.landscape import Landscape
from console.pricing.resource import PricedResource

ONE = Amount.flat(Decimal(1))
MONTH = Amount.flat(HOURS_PER_MONTH)
"""The hours of a month: the quantity of something that always runs."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A component that is paid for: the price at `key` times `quantity` a month."""

    key: str
    quantity: Amount = ONE
    words: str = ""
    """The quantity as one reads it: `2 x 730 h`."""
    note: str = ""
    usage: bool = False
    """It stands on a usage assumption."""
    name: str = ""
    """Instead of the component's own name, where one component has several charges."""
    factor: Decimal = Decimal(1)
    """What the book's price is multiplied by, such as 0.8 for Valkey."""


@dataclass(frozen=True, slots=True)
class Free:
    """A component, or a whole resource, that costs nothing, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A component whose cost is not known, and why."""

    standing: Standing
    why: str


def no_price(why: str) -> Gap:
    """Something that is paid for, and for which the book has no figure."""
    return Gap(Standing.NO_PRICE, why)


Finding = Charge | Free | Gap


@dataclass(slots=True)
class Basis:
    """What the prices of one set of resources stand on."""

    landscape: Landscape
    usage: Mapping[str, Amount]
    book: PriceBook | None
    region: str = ""
    """Whose book it is, or would be."""
    asked: dict[str, Amount | None] = field(default_factory=dict)
    """The assumptions that were asked for; None where nobody gave the figure and the resource told it itself."""
    _shares: dict[tuple[str, int], tuple[Amount, Amount]] = field(default_factory=dict)

    def on(self, book: PriceBook | None, region: str) -> Basis:
        """The same basis on the book of another Region; assumptions are still shared with this one."""
        return replace(self, book=book, region=region)

    def assume(self, key: str) -> Amount:
        """The figure of an assumption that has one, for each resource."""
        self.asked[key] = self.usage[key]
        return self.usage[key]

    def assume_if_given(self, key: str) -> Amount | None:
        """The figure of an assumption that is read from the resource where nobody gave it."""
        self.asked[key] = self.usage.get(key)
        return self.usage.get(key)

    def shared(
        self, price: str, usage: str, resource: PricedResource, sharers: Sequence[PricedResource], note: str = ""
    ) -> Charge:
        """A charge for this resource's part of an assumption about the whole environment."""
        total = self.assume(usage)
        quantity = self.part(usage, total, resource, sharers)
        words = f"{plain(quantity.expected)} {ASSUMPTIONS[usage].unit}"
        said = assumed(usage, total, len(sharers))
        return Charge(price, quantity, words, f"{said}; {note}" if note else said, usage=True)

    def part(self, name: str, total: Amount, resource: PricedResource, sharers: Sequence[PricedResource]) -> Amount:
        """This resource's part of `total`, which `name` tells from what else the same resources share.

        The parts are even to a millionth, and the first resource takes what is left, so that they add up exactly.
        """
        found = self._shares.get((name, id(sharers)))
        if found is None:
            found = self._shares[name, id(sharers)] = _parts(total, len(sharers))
        first, others = found
        return first if not sharers or sharers[0] is resource else others


@dataclass(frozen=True, slots=True)
class Running:
    """How many tasks or machines of a group run on average, and where that is from."""

    count: Amount
    note: str = ""
    assumed: bool = False
    """A usage assumption says it."""

    def charge(self, key: str, quantity: Amount, words: str, note: str = "") -> Charge:
        """A charge for something that each of them costs."""
        return Charge(key, quantity, words, "; ".join(filter(None, (note, self.note))), usage=self.assumed)


def running(low: Decimal, high: Decimal, start: tuple[Decimal, str], assumption: str, basis: Basis) -> Running:
    """What runs of a group that scales from `low` to `high`: expected is what the assumption says, else `start`.

    An assumption may be below the minimum: a schedule that stops the group outside working hours is no scaling rule.
    """
    between = f"scales from {plain(low)} to {plain(high)}"
    given = basis.assume_if_given(assumption)
    if given is None:
        expected = min(max(start[0], low), high)
        return Running(Amount(low, expected, high), f"{between}, expected is {start[1]}")
    expected = min(given.expected, high)
    note = f"assumes {assumption} = {plain(given.expected)}; {between}"
    return Running(Amount(min(low, given.low, expected), expected, high), note, assumed=True)


Component = Callable[[PricedResource, Basis], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one resource type is priced: the service it is grouped under and its components by name."""

    service: str
    components: Mapping[str, Component]
    always: tuple[CostLine, ...] = ()
    """Instead of components: the lines of every resource of the type, such as that it costs nothing."""


def free(service: str, why: str) -> Rule:
    """The rule of a type that never costs anything."""
    return Rule(service, {}, (CostLine("free", Standing.FREE, Amount(), note=why),))


def hours(count: Amount, of: str) -> tuple[Amount, str]:
    """A number of things that run all month: the quantity in hours, and in words."""
    one = count.certain and count.expected == 1
    name = of.removesuffix("s") if one else of
    return count * HOURS_PER_MONTH, f"{span(count)} {name} x 730 h"


@lru_cache(maxsize=4096)
def plain(figure: Decimal) -> str:
    """A quantity without exponent or trailing zeros, at most three decimals."""
    text = f"{figure:,.3f}".rstrip("0").rstrip(".")
    return text or "0"


@lru_cache(maxsize=4096)
def span(amount: Amount) -> str:
    """`2`, or `1..4, expected 2`."""
    if amount.certain:
        return plain(amount.expected)
    return f"{plain(amount.low)}..{plain(amount.high)}, expected {plain(amount.expected)}"


@lru_cache(maxsize=1024)
def assumed(usage: str, total: Amount, sharers: int = 1) -> str:
    """`assumes nat_gb = 0..100, expected 10 GB, shared by 2`."""
    said = f"assumes {usage} = {span(total)} {ASSUMPTIONS[usage].unit}"
    return said if sharers <= 1 else f"{said}, shared by {sharers}"


def _parts(total: Amount, count: int) -> tuple[Amount, Amount]:
    """The part of the first sharer, and that of each other one."""
    if count <= 1:
        return total, total
    part = Amount(_even(total.low, count), _even(total.expected, count), _even(total.high, count))
    return total - part * Decimal(count - 1), part


def _even(figure: Decimal, count: int) -> Decimal:
    return Decimal(int(figure * 1_000_000 / count)) / 1_000_000
