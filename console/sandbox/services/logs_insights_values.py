"""Values of an Insights query: fields, functions, comparisons, and what is counted over many rows."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

MOST_ROWS = 10_000
"""Rows of a result at most, and those of a query without a limit."""
Row = dict[str, Any]
Expression = Callable[[Row], Any]
Aggregate = Callable[[list[Row]], Any]

_SPANS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "mo": 2_592_000_000}


def milliseconds(span: str) -> int:
    """`5m` in milliseconds."""
    unit = span.lstrip("0123456789")
    return int(span.removesuffix(unit)) * _SPANS[unit]


def moment(timestamp: int) -> str:
    """A timestamp in milliseconds as results show it, in UTC."""
    return datetime.fromtimestamp(timestamp / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.") + f"{timestamp % 1000:03d}"


def field_of(name: str) -> Expression:
    """The field's value; None where a row lacks it."""
    return lambda row: row.get(name)


def constant(value: Any) -> Expression:
    """The same for every row."""
    return lambda _row: value


def number(value: Any) -> float | None:
    """The value as a number; None where it is none."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def true(value: Any) -> bool:
    """Whether a filter lets it pass."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def order(value: Any) -> tuple[int, float, str]:
    """Numbers before text, nothing at all first."""
    if value is None:
        return 0, 0.0, ""
    amount = number(value)
    return (1, amount, "") if amount is not None else (2, 0.0, str(value))


def compared(sign: str, left: Any, right: Any) -> bool:
    """Numbers as numbers, else as text; what is missing compares to nothing."""
    if left is None or right is None:
        return sign == "!=" and left is not right
    a, b = order(left), order(right)
    if a[0] != b[0]:
        a, b = (2, 0.0, str(left)), (2, 0.0, str(right))
    return {"=": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[sign]


def calculated(sign: str, left: Expression, right: Expression) -> Expression:
    """Arithmetic; of what is no number nothing comes."""

    def value(row: Row) -> float | None:
        a, b = number(left(row)), number(right(row))
        if a is None or b is None or (sign in "/%" and b == 0):
            return None
        return {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else 0.0, "%": a % b if b else 0.0}[sign]

    return value


def parsed(pattern: re.Pattern[str], names: Sequence[str], text: Any) -> Row:
    """What `parse` finds in a text."""
    found = pattern.search(str(text or ""))
    return dict(zip(names, found.groups(), strict=False)) if found else {}


def _bin(span: Expression) -> Expression:
    def begin(row: Row) -> str:
        width = int(span(row))
        return moment(row["@time"] // width * width)

    return begin


def _text(of: Callable[[str], Any]) -> Callable[[Expression], Expression]:
    return lambda one: lambda row: None if one(row) is None else of(str(one(row)))


def _figure(of: Callable[[float], float]) -> Callable[[Expression], Expression]:
    return lambda one: lambda row: None if (amount := number(one(row))) is None else of(amount)


FUNCTIONS: dict[str, Callable[..., Expression]] = {
    "bin": _bin,
    "strlen": _text(len),
    "tolower": _text(str.lower),
    "toupper": _text(str.upper),
    "trim": _text(str.strip),
    "abs": _figure(abs),
    "ceil": _figure(math.ceil),
    "floor": _figure(math.floor),
    "ispresent": lambda one: lambda row: one(row) is not None,
    "isempty": lambda one: lambda row: one(row) in (None, ""),
    "isblank": lambda one: lambda row: not str(one(row) or "").strip(),
    "coalesce": lambda *each: lambda row: next((v for one in each if (v := one(row)) is not None), None),
    "concat": lambda *each: lambda row: "".join(str(one(row) or "") for one in each),
}


def _over(of: Callable[[list[float]], float]) -> Callable[[Expression], Aggregate]:
    """An aggregation of the numbers that there are; nothing where there are none."""

    def make(one: Expression) -> Aggregate:
        def value(rows: list[Row]) -> float | None:
            amounts = [amount for row in rows if (amount := number(one(row))) is not None]
            return of(amounts) if amounts else None

        return value

    return make


def _count(one: Expression | None = None) -> Aggregate:
    if one is None:
        return len
    return lambda rows: sum(one(row) is not None for row in rows)


def _percentile(one: Expression, share: Expression) -> Aggregate:
    def value(rows: list[Row]) -> float | None:
        amounts = sorted(amount for row in rows if (amount := number(one(row))) is not None)
        if not amounts:
            return None
        return amounts[min(len(amounts) - 1, max(0, math.ceil(len(amounts) * float(share({})) / 100) - 1))]

    return value


AGGREGATES: dict[str, Callable[..., Aggregate]] = {
    "count": _count,
    "count_distinct": lambda one: lambda rows: len({one(row) for row in rows} - {None}),
    "sum": _over(math.fsum),
    "avg": _over(statistics.fmean),
    "min": _over(min),
    "max": _over(max),
    "stddev": _over(statistics.pstdev),
    "pct": _percentile,
    "median": lambda one: _percentile(one, constant(50)),
    "latest": lambda one: lambda rows: one(max(rows, key=lambda row: row["@time"])),
    "earliest": lambda one: lambda rows: one(min(rows, key=lambda row: row["@time"])),
}


def grouped(rows: list[Row], keys: list[tuple[str, Expression]], wanted: list[tuple[str, Aggregate]]) -> list[Row]:
    """One row for each different key; without keys one over all rows."""
    groups: dict[tuple[Any, ...], list[Row]] = {} if keys else {(): rows}
    for row in rows if keys else ():
        groups.setdefault(tuple(value(row) for _, value in keys), []).append(row)
    return [
        dict(zip((name for name, _ in keys), key, strict=True)) | {name: value(members) for name, value in wanted}
        for key, members in groups.items()
    ]


def shown(value: Any) -> str:
    """As results write it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.4f}"
    return str(value)
