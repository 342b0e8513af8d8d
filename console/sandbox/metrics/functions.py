"""The functions and operators of metric math: on series, lists of series and single numbers."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass
class Line:
    """A time series: values by their times in seconds since the epoch."""

    points: dict[int, float]
    period: int
    label: str = ""


@dataclass
class Lines:
    """An array of time series."""

    lines: list[Line] = field(default_factory=list)


Value = float | Line | Lines


class ExpressionError(Exception):
    """The expression cannot be computed; the message says why."""


def _divide(left: float, right: float) -> float | None:
    return None if right == 0 else left / right


def _power(left: float, right: float) -> float | None:
    try:
        result = left**right
    except (OverflowError, ZeroDivisionError):
        return None
    return result if isinstance(result, float) else None


OPERATORS: dict[str, Callable[[float, float], float | None]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "^": _power,
    "==": lambda left, right: float(left == right),
    "!=": lambda left, right: float(left != right),
    "<": lambda left, right: float(left < right),
    ">": lambda left, right: float(left > right),
    "<=": lambda left, right: float(left <= right),
    ">=": lambda left, right: float(left >= right),
    "AND": lambda left, right: float(bool(left) and bool(right)),
    "OR": lambda left, right: float(bool(left) or bool(right)),
}


def operate(sign: str, left: Value, right: Value) -> Value:
    """An operator on two values; of two series, only times that both have give a result."""
    if isinstance(left, Lines) and isinstance(right, Lines):
        raise ExpressionError(f"{sign} takes no two arrays")
    if isinstance(left, Lines):
        return Lines([_with_line(sign, line, right) for line in left.lines])
    if isinstance(right, Lines):
        return Lines([_with_line(sign, left, line) for line in right.lines])
    if isinstance(left, Line) or isinstance(right, Line):
        return _with_line(sign, left, right)
    result = OPERATORS[sign](left, right)
    if result is None:
        raise ExpressionError("division by zero")
    return result


def _with_line(sign: str, left: Value, right: Value) -> Line:
    """An operator on two values of which at least one is a series."""
    compute = OPERATORS[sign]
    if isinstance(left, Line) and isinstance(right, Line):
        pairs = ((at, compute(value, right.points[at])) for at, value in left.points.items() if at in right.points)
        return Line(_known(pairs), max(left.period, right.period), left.label)
    if isinstance(left, float) and isinstance(right, Line):
        return Line(_known((at, compute(left, v)) for at, v in right.points.items()), right.period, right.label)
    if isinstance(left, Line) and isinstance(right, float):
        return Line(_known((at, compute(value, right)) for at, value in left.points.items()), left.period, left.label)
    raise ExpressionError(f"{sign} takes a time series and a number, or two time series")


def _known(pairs: Iterable[tuple[int, float | None]]) -> dict[int, float]:
    return {at: value for at, value in pairs if value is not None}


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _deviation(values: list[float]) -> float:
    mean = _mean(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


_AGGREGATES: dict[str, Callable[[list[float]], float]] = {
    "SUM": sum,
    "AVG": _mean,
    "MIN": min,
    "MAX": max,
    "STDDEV": _deviation,
}


def aggregate(name: str, value: Value) -> Value:
    """SUM, AVG, MIN, MAX or STDDEV: of an array over its series at each time, of one series over all its times."""
    compute = _AGGREGATES[name]
    if isinstance(value, Lines):
        times: dict[int, list[float]] = {}
        for line in value.lines:
            for at, number in line.points.items():
                times.setdefault(at, []).append(number)
        period = max((line.period for line in value.lines), default=0)
        return Line({at: compute(numbers) for at, numbers in sorted(times.items())}, period)
    if isinstance(value, Line):
        if not value.points:
            raise NoDataError
        return compute(list(value.points.values()))
    return value


class NoDataError(Exception):
    """A number was wanted of a series without data: the result has no data either."""


def _each(value: Value, change: Callable[[Line], Line]) -> Value:
    if isinstance(value, Lines):
        return Lines([change(line) for line in value.lines])
    if isinstance(value, Line):
        return change(value)
    raise ExpressionError("the function takes a time series")


def _of_numbers(compute: Callable[[float], float]) -> Callable[[Value], Value]:
    def changed(line: Line) -> Line:
        return Line({at: compute(value) for at, value in line.points.items()}, line.period, line.label)

    def apply(value: Value) -> Value:
        if isinstance(value, float):
            return compute(value)
        return _each(value, changed)

    return apply


def _difference(value: Value, per_second: bool) -> Value:
    def change(line: Line) -> Line:
        times = sorted(line.points)
        steps = pairwise(times)
        points = {
            after: (line.points[after] - line.points[before]) / ((after - before) if per_second else 1)
            for before, after in steps
        }
        return Line(points, line.period, line.label)

    return _each(value, change)


def _running_sum(value: Value) -> Value:
    def change(line: Line) -> Line:
        total, points = 0.0, {}
        for at in sorted(line.points):
            total += line.points[at]
            points[at] = total
        return Line(points, line.period, line.label)

    return _each(value, change)


UNARY: dict[str, Callable[[Value], Value]] = {
    "ABS": _of_numbers(abs),
    "CEIL": _of_numbers(lambda value: float(math.ceil(value))),
    "FLOOR": _of_numbers(lambda value: float(math.floor(value))),
    "RATE": lambda value: _difference(value, per_second=True),
    "DIFF": lambda value: _difference(value, per_second=False),
    "RUNNING_SUM": _running_sum,
    **{name: (lambda value, name=name: aggregate(name, value)) for name in _AGGREGATES},  # type: ignore[misc]
}
"""The functions of one value."""


def fill(value: Value, wanted: Value | str, grid: Callable[[int], list[int]]) -> Value:
    """FILL: values for the times without any: a number, those of another series, REPEAT or LINEAR."""
    return _each(value, lambda line: _filled(line, wanted, grid(line.period)))


def _filled(line: Line, wanted: Value | str, times: list[int]) -> Line:
    points = dict(line.points)
    if isinstance(wanted, str):
        points |= _repeated(line, times) if wanted == "REPEAT" else _between(line, times)
    elif isinstance(wanted, Line):
        points |= {at: wanted.points[at] for at in times if at not in points and at in wanted.points}
    elif isinstance(wanted, float):
        points |= {at: wanted for at in times if at not in points}
    return Line(dict(sorted(points.items())), line.period, line.label)


def _repeated(line: Line, times: list[int]) -> dict[int, float]:
    found, last = {}, None
    for at in times:
        last = line.points.get(at, last)
        if last is not None:
            found[at] = last
    return found


def _between(line: Line, times: list[int]) -> dict[int, float]:
    known = sorted(line.points)
    found: dict[int, float] = {}
    for before, after in pairwise(known):
        slope = (line.points[after] - line.points[before]) / (after - before)
        found |= {at: line.points[before] + slope * (at - before) for at in times if before < at < after}
    return found


def choose(condition: Value, yes: Value, no: Value | None) -> Value:
    """IF: at each time the one value or the other, by whether the condition is other than zero."""
    if isinstance(condition, Lines) or isinstance(yes, Lines) or isinstance(no, Lines):
        raise ExpressionError("IF takes no arrays")
    if isinstance(condition, float):
        chosen = yes if condition else no
        if chosen is None:
            raise NoDataError
        return chosen
    points = {}
    for at, holds in condition.points.items():
        chosen = yes if holds else no
        number = chosen.points.get(at) if isinstance(chosen, Line) else chosen
        if number is not None:
            points[at] = number
    return Line(points, condition.period, condition.label)
