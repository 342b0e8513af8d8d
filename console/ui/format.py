"""How figures read: durations, ages, money, bars. Unknown is `-` or words, never 0."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from console.domain import money

UNKNOWN = "-"


def duration(seconds: float | None) -> str:
    """`0.4 s`, `41 s`, `1m 42s`, `2h 05m`; `-` where it is not known."""
    if seconds is None:
        return UNKNOWN
    seconds = max(0.0, seconds)
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}m {rest:02d}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes:02d}m"


def age(then: datetime | None, now: datetime) -> str:
    """`now`, `4 min ago`, `2 h ago`, `3 d ago`; `-` where it is not known."""
    if then is None:
        return UNKNOWN
    seconds = (_aware(now) - _aware(then)).total_seconds()
    if seconds < 60:
        return "now"
    for limit, unit_seconds, unit in ((3600, 60, "min"), (86400, 3600, "h"), (float("inf"), 86400, "d")):
        if seconds < limit:
            return f"{int(seconds // unit_seconds)} {unit} ago"
    raise AssertionError("the last limit is infinite")


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def clock(moment: datetime) -> str:
    """`10:04` on the operator's own clock."""
    return f"{moment:%H:%M}"


def when(moment: datetime | None) -> str:
    """`2026-05-04 10:04`, in local time; `-` where it is not known."""
    return UNKNOWN if moment is None else f"{_aware(moment).astimezone():%Y-%m-%d %H:%M}"


def usd(amount: Decimal | None, *, sign: bool = False) -> str:
    """`1,750.66`: two decimals, `+24.40` with `sign`; `-` where it is not known."""
    if amount is None:
        return UNKNOWN
    return money.signed(amount) if sign else money.usd(amount)


def bar(share: Decimal | float, width: int = 14) -> str:
    """`▇▇▇▇░░`: a share of 0 to 1 as blocks; more than 1 fills the bar."""
    filled = min(width, max(0, round(float(share) * width)))
    return "▇" * filled + "░" * (width - filled)


def percent(share: Decimal | float) -> str:
    """`76 %`"""
    return f"{round(float(share) * 100)} %"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 change`, `2 changes`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
