"""The metrics that were put: kept by the second for three hours, then by the minute, then by five minutes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from console.sandbox.metrics.measured import Measured, Metric, thinned

MINUTE, HOUR, DAY = 60, 3600, 86400
_RETENTION = ((63 * DAY, HOUR), (15 * DAY, 300), (3 * HOUR, MINUTE))
"""From which age on points are kept how finely, in seconds, as CloudWatch does it."""

_KEPT = 455 * DAY
_TIDIED_EVERY = 500


@dataclass
class PutSeries:
    """One metric that was put."""

    unit: str = "None"
    points: dict[int, Measured] = field(default_factory=dict)
    puts: int = 0

    def measured(self, start: int, end: int, *, values: bool) -> Iterator[tuple[int, Measured]]:
        """The points in the order of their times; `values` makes no difference, they are kept."""
        times = sorted(self.points)
        for at in times[bisect_left(times, start) : bisect_left(times, end)]:
            yield at, self.points[at]

    def add(self, at: int, measured: Measured, now: float) -> None:
        """Add what was measured at the time."""
        _merge(self.points, at, measured)
        self.puts += 1
        if self.puts % _TIDIED_EVERY == 0:
            self._tidy(now)

    def _tidy(self, now: float) -> None:
        """Keep old points less finely, so that the memory that a metric takes is bounded."""
        tidied: dict[int, Measured] = {}
        for at, measured in self.points.items():
            age = now - at
            if age > _KEPT:
                continue
            fineness = next((step for least, step in _RETENTION if age > least), 1)
            _merge(tidied, at - at % fineness, measured)
        self.points = tidied


@dataclass
class MetricStore:
    """All metrics that were put in one account and region."""

    series: dict[Metric, PutSeries] = field(default_factory=dict)

    def put(self, namespace: str, datum: dict[str, Any], now: float) -> None:
        """Keep one datum of PutMetricData that was checked."""
        metric = Metric.of(namespace, datum["MetricName"], datum.get("Dimensions") or ())
        series = self.series.setdefault(metric, PutSeries())
        series.unit = datum.get("Unit") or "None"
        timestamp = datum.get("Timestamp")
        at = int(now if timestamp is None else _epoch(timestamp))
        fineness = 1 if datum.get("StorageResolution") == 1 else MINUTE
        series.add(at - at % fineness, _measured(datum), now)


def _epoch(timestamp: Any) -> float:
    from datetime import UTC

    return float((timestamp if timestamp.tzinfo else timestamp.replace(tzinfo=UTC)).timestamp())


def _measured(datum: dict[str, Any]) -> Measured:
    if statistics := datum.get("StatisticValues"):
        count, total = float(statistics["SampleCount"]), float(statistics["Sum"])
        return Measured(count, total, float(statistics["Minimum"]), float(statistics["Maximum"]))
    if values := datum.get("Values"):
        counts = datum.get("Counts") or [1.0] * len(values)
        pairs = [(float(value), float(count)) for value, count in zip(values, counts, strict=True)]
        total = sum(value * count for value, count in pairs)
        numbers = [value for value, _ in pairs]
        return Measured(sum(count for _, count in pairs), total, min(numbers), max(numbers), thinned(pairs))
    return Measured.one(float(datum.get("Value") or 0.0))


def _merge(points: dict[int, Measured], at: int, measured: Measured) -> None:
    if at in points:
        points[at].take_in(measured)
        points[at].values = thinned(points[at].values)
    else:
        points[at] = measured.copy()
