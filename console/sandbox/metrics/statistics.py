"""The statistics of CloudWatch: Average, Sum, Minimum, Maximum, SampleCount and percentiles."""

from __future__ import annotations

import re
from collections.abc import Callable

from moto.cloudwatch.exceptions import InvalidParameterValue

from console.sandbox.metrics.measured import Measured

_PLAIN: dict[str, Callable[[Measured], float]] = {
    "Average": lambda measured: measured.total / measured.count,
    "Sum": lambda measured: measured.total,
    "Minimum": lambda measured: measured.least,
    "Maximum": lambda measured: measured.most,
    "SampleCount": lambda measured: measured.count,
}
_PERCENTILE = re.compile(r"^p(\d{1,3}(?:\.\d{1,10})?)$")


def check_statistic(name: str) -> None:
    """Raises CloudWatch's error for a statistic that it, or this simulation, does not know (trimmed means)."""
    if name in _PLAIN or (_PERCENTILE.match(name) and float(name[1:]) <= 100):
        return
    raise InvalidParameterValue(f"The value {name} for parameter Stat is not supported.")


def is_percentile(name: str) -> bool:
    """Whether single values are needed to compute it."""
    return name not in _PLAIN


def statistic(name: str, measured: Measured) -> float | None:
    """The statistic of what was measured; None for a percentile where no single values are known, as in AWS."""
    if name in _PLAIN:
        return _PLAIN[name](measured)
    return _percentile(float(name[1:]), measured)


def _percentile(percent: float, measured: Measured) -> float | None:
    """Interpolated between the values; where some of them are not known, it is only if all are the same."""
    ordered = sorted(measured.values)
    weight = sum(count for _, count in ordered)
    if not ordered or weight < measured.count * 0.999:
        return measured.least if measured.least == measured.most else None
    wanted = percent / 100 * max(weight - 1, 0)
    seen = 0.0
    for index, (value, count) in enumerate(ordered):
        if wanted <= seen + count - 1 or index == len(ordered) - 1:
            return value
        if wanted < seen + count:
            part = wanted - (seen + count - 1)
            return value + (ordered[index + 1][0] - value) * part
        seen += count
    return None
