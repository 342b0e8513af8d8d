"""Values that look like measured ones: a day's course, noise that is always the same, and what the load makes of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import NormalDist
from zlib import crc32

from console.sandbox.metrics.history import History
from console.sandbox.metrics.measured import Measured, Metric

MINUTE, HOUR, DAY = 60, 3600, 86400
MADE_UP_DAYS = 3
"""How far back there are values from before the first look."""
_DAILY_DAYS = 30
"""The same for what is measured once a day."""

_FINENESS = ((3 * DAY, HOUR), (6 * HOUR, 300))
"""From which age on there is one point for how many seconds: a long range would take too long otherwise."""

_MASK = (1 << 64) - 1
_QUANTILES = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)
_WEIGHTS = (0.06, 0.115, 0.2, 0.25, 0.2, 0.1, 0.045, 0.0245, 0.0055)
_NORMAL = tuple(NormalDist().inv_cdf(quantile) for quantile in _QUANTILES)


def chance(seed: int, number: int) -> float:
    """From 0 to below 1, always the same for the same seed and number."""
    mixed = (seed * 0x9E3779B97F4A7C15 + number * 0xD1B54A32D192ED03) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return (mixed ^ (mixed >> 31)) / 18446744073709551616.0


def noise(seed: int, at: int) -> float:
    """From -1 to 1: a slow wave with something of its own each minute."""
    step, rest = divmod(at, 600)
    before, after = chance(seed, step), chance(seed, step + 1)
    return (before + (after - before) * rest / 600) * 1.4 + chance(seed + 1, at // MINUTE) * 0.6 - 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What holds for all resources at one time."""

    at: int
    seen: float
    """The time at which capacity is looked up: the middle of the stretch, or now where that is still to come."""
    minutes: int
    """How many minutes the point stands for."""
    demand: float
    """What the users ask for, as a share of an ordinary day."""
    slow: bool
    """Whether the databases are slow."""


@dataclass
class Scene:
    """What made-up values depend on besides their time; made anew for each look."""

    now: float
    since: float
    """When the metrics were looked at for the first time."""
    load: History
    slow_database: History
    capacity: dict[str, History]
    _moments: dict[tuple[int, int], Moment] = field(default_factory=dict)

    def moment(self, at: int, step: int) -> Moment:
        """What holds in the stretch of time that begins then."""
        found = self._moments.get((at, step))
        if found is None:
            seen = min(at + step / 2, self.now)
            course = 1.0 + 0.12 * math.sin(math.tau * (at % DAY / DAY - 0.375))
            demand = self.load.at(seen) / 100.0 * course * (1.0 + 0.05 * noise(7, at))
            slow = bool(self.slow_database.at(seen))
            found = self._moments[at, step] = Moment(at, seen, max(1, step // MINUTE), demand, slow)
        return found

    def history(self, key: str, otherwise: float) -> History:
        """The recorded history of a capacity; where there is none yet, what it is now held always."""
        return self.capacity.get(key) or History.of((), otherwise)


Formula = Callable[[Moment, float], Measured | float | None]
"""What a stretch of time shows, by the moment and noise from -1 to 1: None is no data, a number a value each step."""


class MadeUp:
    """A series that is computed when it is asked for."""

    def __init__(self, scene: Scene, seed: int, unit: str, formula: Formula, step: int) -> None:
        self.unit = unit
        self._scene = scene
        self._seed = seed
        self._formula = formula
        self._step = step

    def measured(self, start: int, end: int, *, values: bool) -> Iterator[tuple[int, Measured]]:
        """The points of the stretches of time that are over."""
        for at, step in self._stretches(start, end):
            moment = self._scene.moment(at, step)
            wobble = noise(self._seed, at)
            shown = self._formula(moment, wobble)
            if shown is None:
                continue
            if not isinstance(shown, Measured):
                shown = float(round(shown)) if self.unit == "Bytes" else shown
                count = max(1, step // self._step)
                shown = Measured(count, shown * count, shown, shown)
            if values and not shown.values:
                shown.values = spread(shown)
            yield at, shown

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        now = self._scene.now
        at = max(start, int(self._scene.since) - (_DAILY_DAYS if self._step == DAY else MADE_UP_DAYS) * DAY)
        at = -(-at // self._step) * self._step
        while at < end:
            age = now - at
            step = max(self._step, next((fine for least, fine in _FINENESS if age > least), MINUTE))
            at = -(-at // step) * step
            if at >= end or at + step > now:
                return
            yield at, step
            at += step


def gauge(mean: float, breadth: float, count: float) -> Measured:
    """So many values around a mean, at most so far from it."""
    least, most = max(0.0, mean - breadth), mean + breadth
    return Measured(count, mean * count, least, most)


def events(number: float, moment: Moment, wobble: float, value: float = 1.0) -> Measured | None:
    """So many events a minute, each of the value; no data where there was none."""
    expected = number * moment.minutes
    count = int(expected + 0.5 + wobble * 0.5) if expected < 20 else int(expected)
    return Measured(count, count * value, value, value) if count > 0 else None


def durations(mean: float, count: float) -> Measured | None:
    """So many durations, most of them short and a few long, with their sample for percentiles."""
    if count < 1:
        return None
    sigma = 0.55
    median = mean / math.exp(sigma * sigma / 2)
    values = [
        (median * math.exp(sigma * normal), weight * count) for normal, weight in zip(_NORMAL, _WEIGHTS, strict=True)
    ]
    return Measured(count, mean * count, values[0][0], values[-1][0], values)


def spread(measured: Measured) -> list[tuple[float, float]]:
    """A sample between the least and the most that fits the mean."""
    mean = measured.total / measured.count
    low, high = mean - measured.least, measured.most - mean
    shares = ((-1.0, 0.1), (-0.5, 0.2), (0.0, 0.4), (0.5, 0.2), (1.0, 0.1))
    return [(mean + share * (high if share > 0 else low), weight * measured.count) for share, weight in shares]


class Sheet(dict[Metric, MadeUp]):
    """The made-up series of one account and region."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene

    def add(
        self, namespace: str, name: str, dimensions: dict[str, str], unit: str, formula: Formula, step: int = MINUTE
    ) -> None:
        """Add a series that has one point in each step of so many seconds."""
        metric = Metric(namespace, name, tuple(sorted(dimensions.items())))
        seed = crc32(f"{namespace} {name} {metric.dimensions}".encode())
        self[metric] = MadeUp(self.scene, seed, unit, formula, step)
