"""CloudWatch metrics: which one, over what time, and the points that came back.

A point that is missing is missing: it is never 0, and a line is not drawn through it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from console.domain.metrics_units import shown
from console.errors import InputError

STATISTICS = ("Average", "Minimum", "Maximum", "Sum", "SampleCount", "p50", "p90", "p95", "p99")
"""Those that a key goes through; any percentile may be given by hand."""
DAY_SECONDS = 86400
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,10})?|100)")
_NAMESPACE = re.compile(r"[^:][\x20-\x7e]{0,254}")


def statistic_of(text: str) -> str:
    """A statistic as CloudWatch spells it, from any case and from min, avg, max; raises InputError."""
    short = {"min": "Minimum", "avg": "Average", "max": "Maximum", "count": "SampleCount"}
    for known in STATISTICS:
        if text.lower() == known.lower():
            return known
    if text.lower() in short:
        return short[text.lower()]
    if _PERCENTILE.fullmatch(text.lower()):
        return text.lower()
    raise InputError(f"{text[:40]!r} is no statistic: use min, avg, max, sum, count or a percentile such as p95.")


@dataclass(frozen=True, slots=True, order=True)
class Metric:
    """One metric: its namespace, its name, and its dimensions sorted by name."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, namespace: str, name: str, dimensions: Iterable[tuple[str, str]]) -> Metric:
        return cls(namespace, name, tuple(sorted(dimensions)))

    @classmethod
    def parse(cls, text: str) -> Metric:
        """`AWS/ECS/CPUUtilization:ClusterName=c,ServiceName=s`; raises InputError."""
        head, _, tail = text.strip().partition(":")
        namespace, slash, name = head.rpartition("/")
        pairs = [part.partition("=") for part in tail.split(",")] if tail else []
        if not (slash and name and _NAMESPACE.fullmatch(namespace)) or any(not (k and e and v) for k, e, v in pairs):
            raise InputError(
                f"{text[:80]!r} is no metric: write NAMESPACE/NAME:DIMENSION=VALUE,..., "
                "for example AWS/EC2/CPUUtilization:InstanceId=i-0123456789abcdef0."
            )
        return cls.of(namespace, name, ((key.strip(), value.strip()) for key, _, value in pairs))

    def __str__(self) -> str:
        tail = ",".join(f"{key}={value}" for key, value in self.dimensions)
        return f"{self.namespace}/{self.name}{':' if tail else ''}{tail}"


class Standing(StrEnum):
    """Whether CloudWatch gave all that was asked."""

    COMPLETE = "complete"
    PARTIAL = "partial data"
    FAILED = "internal error"


@dataclass(frozen=True, slots=True)
class Series:
    """Points by time, in seconds since 1970; of one metric, or of several added up."""

    points: tuple[tuple[float, float], ...] = ()
    standing: Standing = Standing.COMPLETE
    said: str = ""
    """What CloudWatch says about it, where it says anything."""

    @property
    def last(self) -> float | None:
        return self.points[-1][1] if self.points else None

    @property
    def lowest(self) -> float | None:
        return min((value for _, value in self.points), default=None)

    @property
    def highest(self) -> float | None:
        return max((value for _, value in self.points), default=None)

    @property
    def mean(self) -> float | None:
        """Of the points that there are: each period counts once."""
        return math.fsum(value for _, value in self.points) / len(self.points) if self.points else None

    def within(self, start: float, end: float) -> Series:
        """Without points from outside, without what is no number; in the order of time."""
        kept = {at: value for at, value in self.points if start <= at < end and math.isfinite(value)}
        return Series(tuple(sorted(kept.items())), self.standing, self.said)

    def moved(self, seconds: float) -> Series:
        """The same points later by so much: to lay an earlier period over this one."""
        return Series(tuple((at + seconds, value) for at, value in self.points), self.standing, self.said)

    @property
    def _steps(self) -> list[float]:
        return [later - earlier for (earlier, _), (later, _) in zip(self.points, self.points[1:], strict=False)]

    @property
    def usual_step(self) -> float:
        """Seconds that usually lie between two points; 0 where there are not two."""
        steps = sorted(self._steps)
        return steps[(len(steps) - 1) // 2] if steps else 0.0

    def stretches(self, period: float) -> Iterator[tuple[tuple[float, float], ...]]:
        """The points without the gaps between them.

        A metric may come more seldom than it was asked for (basic EC2 monitoring every 5 minutes): its own usual step
        counts then, and only what is longer is a gap.
        """
        steps = self._steps
        longest = 1.5 * max(period, self.usual_step)
        begin = 0
        for index, step in enumerate(steps, 1):
            if step > longest:
                yield self.points[begin:index]
                begin = index
        if self.points:
            yield self.points[begin:]


def added(parts: Sequence[Series]) -> Series:
    """Several metrics as one: a time at which none has a point stays without one."""
    if len(parts) == 1:
        return parts[0]
    total: dict[float, float] = {}
    for part in parts:
        for at, value in part.points:
            total[at] = total.get(at, 0.0) + value
    worst = max((part.standing for part in parts), key=list(Standing).index, default=Standing.COMPLETE)
    said = next((part.said for part in parts if part.said), "")
    return Series(tuple(sorted(total.items())), worst, said)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where an alarm on a chart's metric goes off."""

    alarm: str
    sign: str
    """`>`, `>=`, `<` or `<=`."""
    value: float
    statistic: str
    period: int
    """Seconds; a sum over five minutes is no sum over one."""

    def reached_by(self, value: float) -> bool:
        """Whether a value is beyond it: 0 is not over 0."""
        match self.sign:
            case ">":
                return value > self.value
            case ">=":
                return value >= self.value
            case "<":
                return value < self.value
            case "<=":
                return value <= self.value
        return False

    def words(self, chart: Chart, period: int) -> str:
        """`alarm > 80 %`, with its own statistic and period where the chart shows others."""
        summed = chart.statistic in ("Sum", "SampleCount")
        alike = self.statistic == chart.statistic and (self.period == period or not summed)
        of = "" if alike else f" ({self.statistic} in {self.period // 60} min)"
        return f"alarm {self.sign} {shown(self.value, chart.unit)}{of}"


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture of the dashboard. Several metrics are added up."""

    group: str
    """What it is of, as an operator calls it: `ECS api`."""
    title: str
    metrics: tuple[Metric, ...]
    statistic: str
    unit: str = ""
    """As CloudWatch names units: Percent, Seconds, Bytes, Count, Count/Second; empty where it is not known."""
    slot: str = ""
    """Which place of the layout it fills: charts of two environments with one slot are of the same thing."""
    daily: bool = False
    """Whether AWS measures it once a day."""
    thresholds: tuple[Threshold, ...] = ()
    own: bool = False
    """Whether the operator put it there."""
    region: str = ""
    """Where its metrics are; empty: in the environment's own Region."""

    @property
    def key(self) -> str:
        """Tells it from every other chart of the dashboard."""
        return f"{self.group}|{self.title}|{self.metrics[0]}"

    def by(self, statistic: str | None) -> Chart:
        """With another statistic; the sum of several metrics stays one, since only sums can be added up."""
        return self if statistic is None or len(self.metrics) > 1 else replace(self, statistic=statistic)


@dataclass(frozen=True, slots=True)
class Query:
    """One metric of a GetMetricData call; the period is in seconds."""

    metric: Metric
    statistic: str
    period: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What GetMetricData answered, and in how many calls."""

    series: dict[Query, Series] = field(default_factory=dict)
    calls: int = 0
    said: tuple[str, ...] = ()
