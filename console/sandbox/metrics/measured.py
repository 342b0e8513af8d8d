"""What was measured of a metric: its identity, and its values as CloudWatch keeps them for a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

Weighted = tuple[float, float]
"""A value and how often it was seen."""

MOST_VALUES = 100
"""How many different values are kept of one stretch of time."""


class Metric(NamedTuple):
    """A metric is its namespace, its name and its dimensions, in the order of their names."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, namespace: str, name: str, dimensions: Iterable[Any]) -> Metric:
        """The metric of an AWS request, whose dimensions are pairs of Name and Value."""
        return cls(namespace, name, tuple(sorted((each["Name"], each["Value"]) for each in dimensions)))


@dataclass(slots=True)
class Measured:
    """The values of one metric in one stretch of time."""

    count: float
    total: float
    least: float
    most: float
    values: list[Weighted] = field(default_factory=list)
    """A sample for percentiles; empty where only the statistics are known."""

    @classmethod
    def one(cls, value: float, count: float = 1.0) -> Measured:
        """One value that was seen so often."""
        return cls(count, value * count, value, value, [(value, count)])

    def take_in(self, other: Measured) -> None:
        """Add what was measured in another stretch of time."""
        self.count += other.count
        self.total += other.total
        self.least = min(self.least, other.least)
        self.most = max(self.most, other.most)
        self.values.extend(other.values)

    def copy(self) -> Measured:
        """A copy that may be added to."""
        return Measured(self.count, self.total, self.least, self.most, list(self.values))


class Series(Protocol):
    """The measured values of one metric over time."""

    unit: str

    def measured(self, start: int, end: int, *, values: bool) -> Iterator[tuple[int, Measured]]:
        """What was measured from start until before end, each with its time in seconds since the epoch, in order.

        With `values` there is the sample for percentiles, as far as it is known.
        """


def thinned(values: list[Weighted]) -> list[Weighted]:
    """The same values with fewer entries: neighbours are put together where there are too many."""
    if len(values) <= MOST_VALUES:
        return values
    ordered = sorted(values)
    pairs = zip(ordered[::2], [*ordered[1::2], (0.0, 0.0)], strict=False)
    joined = [_joined(first, second) for first, second in pairs]
    return thinned(joined)


def _joined(first: Weighted, second: Weighted) -> Weighted:
    weight = first[1] + second[1]
    return (first[0] * first[1] + second[0] * second[1]) / weight, weight
