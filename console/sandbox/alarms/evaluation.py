"""Whether an alarm is in ALARM, in OK or without enough data: by its periods, and by how it treats missing ones.

The rules are those of "Configuring how CloudWatch alarms treat missing data" in the CloudWatch user guide.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from console.sandbox.alarms.datapoints import Datapoints

_Point = tuple[int, float]
"""A period's beginning, in seconds since the epoch, and its value."""

OK, ALARM, INSUFFICIENT = "OK", "ALARM", "INSUFFICIENT_DATA"

_COMPARISONS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}
_TREATED_AS = {"breaching": "Breaching", "notBreaching": "NonBreaching", "ignore": "Ignored", "missing": "Missing"}


@dataclass(frozen=True)
class Verdict:
    """The state that an alarm ought to be in, with its reason in words and as data."""

    state: str
    reason: str
    data: str


def evaluate(alarm: Any, found: Datapoints, now: float) -> Verdict | None:
    """The verdict on the newest data; None where the alarm stays as it is."""
    breaches, _ = _COMPARISONS[alarm.comparison_operator]
    periods = int(alarm.evaluation_periods)
    needed = int(alarm.datapoints_to_alarm or periods)
    points = found.values[-periods:]
    breaching = [point for point in points if breaches(point[1], float(alarm.threshold))]
    missing = periods - len(points)
    treatment = alarm.treat_missing_data or "missing"
    state = _state(len(points), len(breaching), missing, needed, treatment)
    if state is None:
        return None
    reason = _reason(alarm, state, points, breaching, missing, needed)
    return Verdict(state, reason, _data(alarm, found, points, now))


def _state(points: int, breaching: int, missing: int, needed: int, treatment: str) -> str | None:
    if breaching >= needed:
        return ALARM
    if not missing or treatment == "notBreaching":
        return OK
    if treatment == "breaching":
        return ALARM if breaching + missing >= needed else OK
    only_breaching = breaching == points
    if treatment == "ignore":
        return None if only_breaching else OK
    if not points:
        return INSUFFICIENT
    return ALARM if only_breaching else OK


def _reason(alarm: Any, state: str, points: list[_Point], breaching: list[_Point], missing: int, needed: int) -> str:
    periods = len(points) + missing
    if state == INSUFFICIENT:
        return f"Insufficient Data: {_many(missing, 'datapoint')} {_was(missing)} unknown."
    treated = _TREATED_AS[alarm.treat_missing_data or "missing"]
    if not points:
        return (
            f"Threshold Crossed: no datapoints were received for {_many(missing, 'period')} and "
            f"{_many(missing, 'missing datapoint')} {_was(missing)} treated as [{treated}]."
        )
    shown = breaching if state == ALARM else [point for point in points if point not in breaching]
    shown = shown or points
    verb = _was(len(shown)) + ("" if state == ALARM else " not")
    words = _COMPARISONS[alarm.comparison_operator][1]
    least, change = (needed, "OK -> ALARM") if state == ALARM else (periods - needed + 1, "ALARM -> OK")
    filled = f" and {_many(missing, 'missing datapoint')} {_was(missing)} treated as [{treated}]" if missing else ""
    return (
        f"Threshold Crossed: {len(shown)} out of the last {periods} datapoints [{_listed(shown)}] {verb} {words} the "
        f"threshold ({float(alarm.threshold)}){filled} (minimum {_many(least, 'datapoint')} for {change} transition)."
    )


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _listed(points: list[_Point]) -> str:
    """Newest first, as `99.4 (23/05/24 10:00:00)`."""
    return ", ".join(f"{value} ({datetime.fromtimestamp(at, UTC):%d/%m/%y %H:%M:%S})" for at, value in reversed(points))


def _data(alarm: Any, found: Datapoints, points: list[_Point], now: float) -> str:
    content = {
        "version": "1.0",
        "queryDate": _iso(now),
        **({"startDate": _iso(points[0][0])} if points else {}),
        **({"statistic": alarm.statistic} if alarm.statistic else {}),
        "period": found.period,
        "recentDatapoints": [value for _, value in points],
        "threshold": float(alarm.threshold),
        "evaluatedDatapoints": [{"timestamp": _iso(at), "value": value} for at, value in reversed(points)],
    }
    return json.dumps(content)


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
