"""How much a policy changes a capacity: by steps, by a percentage, to an exact number, or to meet a target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step adjustment: it holds where the metric is so far from the threshold."""

    lower: float | None
    upper: float | None
    adjustment: int

    def holds(self, distance: float) -> bool:
        """Whether it is this step's turn; below the threshold the upper bound belongs to it, above it the lower one."""
        low = -math.inf if self.lower is None else self.lower
        high = math.inf if self.upper is None else self.upper
        return (distance >= 0 and low <= distance < high) or (distance <= 0 and low < distance <= high)


def stepped(steps: Sequence[Step], distance: float) -> int | None:
    """The adjustment of the step that the distance falls into; None outside of all."""
    return next((step.adjustment for step in steps if step.holds(distance)), None)


def adjusted(current: int, adjustment: int, kind: str, least_change: int = 0) -> int:
    """The capacity after an adjustment, whose kind is one of AWS's adjustment types."""
    if kind == "ExactCapacity":
        return adjustment
    if kind == "PercentChangeInCapacity":
        change = _percent_of(current, adjustment, least_change)
        return max(0, current + change)
    return max(0, current + adjustment)


def _percent_of(current: int, percent: int, least_change: int) -> int:
    """AWS rounds towards zero, but what is more than nothing to at least one."""
    change = current * percent / 100
    rounded = int(change) if abs(change) >= 1 else (0 if change == 0 else int(math.copysign(1, change)))
    if rounded and abs(rounded) < least_change:
        return int(math.copysign(least_change, rounded))
    return rounded


def tracked(current: int, value: float, target: float) -> int:
    """The capacity at which the metric, shared among it, would meet the target."""
    return math.ceil(round(current * value / target, 6)) if target > 0 else current


def within(capacity: int, least: int, most: int) -> int:
    """The capacity kept between its bounds."""
    return min(max(capacity, least), most)
