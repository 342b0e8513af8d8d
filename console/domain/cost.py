"""Monthly cost as an operator reads it: what is priced, what it stands on, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

HOURS_PER_MONTH = Decimal(730)
"""AWS's own convention: 365 x 24 / 12."""

BOOK_GOOD_FOR_DAYS = 90
"""A price book older than this carries its date on every total."""


class Standing(StrEnum):
    """How sure a cost is."""

    PRICED = "priced"
    FREE = "free"
    USAGE = "usage-based"
    UNKNOWN = "unknown until apply"
    NO_PRICE = "no price"
    NOT_SUPPORTED = "not supported"

    @property
    def known(self) -> bool:
        """The figure is whole: it hides nothing."""
        return self in _KNOWN


_KNOWN = frozenset({Standing.PRICED, Standing.FREE, Standing.USAGE})
NEAR = Decimal("0.9")
"""From this share of the budget on a cost is near it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure three ways: at least, most likely, at most. USD per month unless its user says otherwise."""

    low: Decimal = Decimal(0)
    expected: Decimal = Decimal(0)
    high: Decimal = Decimal(0)

    @classmethod
    def flat(cls, value: Decimal) -> Amount:
        return cls(value, value, value)

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.low + other.low, self.expected + other.expected, self.high + other.high)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.low - other.low, self.expected - other.expected, self.high - other.high)

    def __mul__(self, factor: Decimal) -> Amount:
        if self.low is self.high and self.low is self.expected:
            return Amount.flat(self.low * factor)
        return Amount(self.low * factor, self.expected * factor, self.high * factor)

    @property
    def certain(self) -> bool:
        """The three figures are one."""
        return self.low == self.expected == self.high


@dataclass(frozen=True, slots=True)
class CostLine:
    """One component of a resource's cost, e.g. `vCPU` of a Fargate service."""

    component: str
    standing: Standing
    monthly: Amount | None = None
    """None unless the standing is known."""
    quantity: str = ""
    """What was multiplied, in words: `2 tasks x 0.5 vCPU x 730 h`."""
    unit_price: Decimal | None = None
    unit: str = ""
    price_key: str = ""
    """The price book's key, so that a reviewer can follow the line."""
    note: str = ""
    """Why it is free or unknown, or the assumption it stands on."""


@dataclass(frozen=True, slots=True)
class ResourceCost:
    """One resource: its lines and their sum."""

    address: str
    type: str
    module: str
    service: str
    """The AWS service for grouping: `ECS`, `RDS`, `NAT gateway`."""
    standing: Standing
    """The least known standing of its lines."""
    lines: tuple[CostLine, ...] = ()
    monthly: Amount | None = None
    """Sum of the lines that are known; None where none is."""
    complete: bool = field(init=False)
    """Nothing of its cost is unknown."""

    def __post_init__(self) -> None:
        # Asked for many times while an assumption is moved: found once.
        complete = self.standing.known and all(line.standing.known for line in self.lines)
        object.__setattr__(self, "complete", complete)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The monthly cost of a set of resources, in USD. `complete` False means the total reads "at least"."""

    resources: tuple[ResourceCost, ...]
    monthly: Amount
    complete: bool
    region: str
    book_date: date | None
    assumptions: Mapping[str, Amount] = field(default_factory=dict)
    """Usage assumptions that were used, by key."""
    not_assumed: tuple[str, ...] = ()
    """Keys that an assumption may set, and that were read from the resources because none does."""
    usage_profile: str = ""
    """The scenario by whose name the usage was chosen; empty for the preset's own."""
    usage_edited: tuple[str, ...] = ()
    """Keys whose figure an operator set for this environment, over preset and profile."""
    book_note: str = ""
    """What an operator has to know of the price book, such as that a damaged one was not used."""

    def outdated(self, today: date) -> bool:
        """The price book is older than it may be without saying so."""
        return self.book_date is not None and (today - self.book_date).days > BOOK_GOOD_FOR_DAYS

    @property
    def unknown(self) -> tuple[ResourceCost, ...]:
        return tuple(resource for resource in self.resources if not resource.complete)


@dataclass(frozen=True, slots=True)
class CostChange:
    """One resource's cost before and after; None where it does not exist or is not known."""

    address: str
    type: str
    service: str
    before: ResourceCost | None
    after: ResourceCost | None

    @property
    def difference(self) -> Decimal | None:
        """Expected USD per month, after minus before; None where either side is not known."""
        sides = [side for side in (self.before, self.after) if side is not None]
        if any(side.monthly is None or not side.complete for side in sides):
            return None
        after = self.after.monthly.expected if self.after and self.after.monthly else Decimal(0)
        before = self.before.monthly.expected if self.before and self.before.monthly else Decimal(0)
        return after - before


@dataclass(frozen=True, slots=True)
class CostOfPlan:
    """What a plan costs: before, after, and by resource."""

    before: Estimate
    after: Estimate
    changes: tuple[CostChange, ...]
    budget: Decimal | None = None

    @property
    def difference(self) -> Amount:
        return self.after.monthly - self.before.monthly

    @property
    def newly_unknown(self) -> tuple[ResourceCost, ...]:
        """What this plan makes, or leaves, less known than it was."""
        before = {cost.address for cost in self.before.unknown}
        return tuple(cost for cost in self.after.unknown if cost.address not in before)

    @property
    def over_budget(self) -> bool | None:
        """True over, False within, None where there is no budget, or what is unknown could take it over."""
        if self.budget is None:
            return None
        if self.after.monthly.expected > self.budget:
            return True
        return False if self.after.complete else None

    @property
    def standing(self) -> str:
        """How the plan stands to its budget, in the words that are the same everywhere.

        `none`, `within`, `near`, `over`; what is unknown may take it further: `within so far`, `near so far`.
        """
        if self.budget is None:
            return "none"
        if self.over_budget:
            return "over"
        near = self.after.monthly.expected >= self.budget * NEAR
        return ("near" if near else "within") + (" so far" if self.over_budget is None else "")
