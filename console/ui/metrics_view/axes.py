"""Where the marks of a chart's axes stand and what they say: round values with their unit, round times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from textual_plot.axis_formatter import AxisFormatter

from console.domain.metrics import DAY_SECONDS
from console.domain.metrics_units import shown

_MINUTE, _HOUR = 60, 3600
_STEPS = (
    _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 3 * _HOUR,
    6 * _HOUR, 12 * _HOUR, DAY_SECONDS, 2 * DAY_SECONDS, 7 * DAY_SECONDS, 14 * DAY_SECONDS, 30 * DAY_SECONDS,
)  # fmt: skip
_TIME_CELLS = 9
"""Cells that a time takes with the room around it."""
_ROWS = 2
"""Rows of a chart for each mark of the value axis."""
_MOST_VALUES = 8


class Values(AxisFormatter):
    """Marks of the value axis; `whole` where there are no parts of one, such as of targets."""

    def __init__(self, unit: str, *, whole: bool = False) -> None:
        self._unit = unit
        self._least = 1.0 if whole else 0.0

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        step = max(self._least, round_step((max_ - min_) / max(1, max_ticks), self._unit))
        first, last = math.ceil(min_ / step), math.floor(max_ / step * (1 + 1e-9))
        return [number * step for number in range(first, last + 1)]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        return [shown(tick, self._unit) for tick in ticks]


class Times(AxisFormatter):
    """Marks of the time axis, on the operator's own clock."""

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        wanted = (max_ - min_) / max(1, max_ticks)
        step = next((each for each in _STEPS if each >= wanted), _STEPS[-1])
        midnight = datetime.fromtimestamp(min_).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        ticks = []
        at = midnight
        while at.timestamp() <= max_:
            if at.timestamp() >= min_:
                ticks.append(at.timestamp())
            at += timedelta(seconds=step)
        return ticks

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        moments = [datetime.fromtimestamp(tick).astimezone() for tick in ticks]
        by_day = all(moment.hour == moment.minute == 0 for moment in moments)
        return [f"{moment:%d %b}" if by_day or moment.hour == moment.minute == 0 else f"{moment:%H:%M}"
                for moment in moments]  # fmt: skip


def round_step(rough: float, unit: str) -> float:
    """The next of 1, 2, 5 times a power of ten; of bytes, of a power of 1024."""
    if rough <= 0:
        return 1.0
    base = 1.0
    if unit.startswith("Bytes"):
        while rough / base >= 1024:
            base *= 1024
    power = 10.0 ** math.floor(math.log10(rough / base))
    return base * power * next(each for each in (1, 2, 5, 10) if each * power * base >= rough * (1 - 1e-9))


def time_marks(width: int) -> int:
    """How many times fit under so many cells."""
    return max(1, width // _TIME_CELLS)


def value_marks(height: int) -> int:
    """How many values fit beside so many rows."""
    return max(1, min(_MOST_VALUES, height // _ROWS))
