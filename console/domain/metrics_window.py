"""The stretch of time that is looked at, and the period that fits it: enough points for a line, not more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from console.domain.metrics import DAY_SECONDS
from console.errors import InputError

_HOUR = 3600
RANGES = {
    "15m": 15 * 60,
    "1h": _HOUR,
    "3h": 3 * _HOUR,
    "12h": 12 * _HOUR,
    "1d": DAY_SECONDS,
    "7d": 7 * DAY_SECONDS,
    "30d": 30 * DAY_SECONDS,
}
"""The ranges that can be chosen, in seconds."""
_PERIODS = (60, 300, 900, 1800, _HOUR, 2 * _HOUR, 6 * _HOUR, DAY_SECONDS)
_MOST_POINTS = 400
"""More than a chart over a whole wide terminal can show."""
_KEPT = ((15 * DAY_SECONDS, 60), (63 * DAY_SECONDS, 300))
"""Until what age CloudWatch keeps points of that period: 15 days those of a minute, 63 days those of five."""
_SHORTEST, _LONGEST = 5 * 60, 90 * DAY_SECONDS
DAILY_SPAN = 14 * DAY_SECONDS
"""What is measured once a day is shown over two weeks, whatever the range."""


@dataclass(frozen=True, slots=True)
class Window:
    """`span` seconds that end at `end` (seconds since 1970), or now where `end` is None."""

    span: float
    end: float | None = None

    @classmethod
    def of(cls, text: str) -> Window:
        """`3h`; raises InputError."""
        if text not in RANGES:
            raise InputError(f"{text[:20]!r} is no range: there are {', '.join(RANGES)}.")
        return cls(RANGES[text])

    def bounds(self, now: float, *, period: int | None = None) -> tuple[float, float]:
        """Start and end, on whole periods: the period that has not ended would show less than it will be."""
        step = period or self.period(now)
        end = (min(now, self.end) if self.end is not None else now) // step * step
        return end - max(step, self.span // step * step), end

    def period(self, now: float) -> int:
        """The shortest period, in seconds, with not too many points that CloudWatch still keeps for this time."""
        age = now - ((self.end or now) - self.span)
        least = next((period for limit, period in _KEPT if age <= limit), _HOUR)
        return next(p for p in _PERIODS if p >= least and self.span / p <= _MOST_POINTS)

    def earlier(self, seconds: float, now: float) -> Window:
        """The same span so much earlier."""
        return replace(self, end=(self.end or now) - seconds)

    def zoomed(self, factor: float, now: float) -> Window:
        """A shorter or longer span with the same end (following now) or the same middle (looking back)."""
        span = min(_LONGEST, max(_SHORTEST, self.span * factor))
        if self.end is None:
            return Window(span)
        return _following(Window(span, self.end + (span - self.span) / 2), now)

    def panned(self, share: float, now: float) -> Window:
        """Moved by a share of its span; at now it follows now again."""
        return _following(Window(self.span, (self.end or now) + share * self.span), now)

    @property
    def name(self) -> str:
        """`3h`, or the span in words where it is none of the ranges."""
        for name, span in RANGES.items():
            if span == self.span:
                return name
        for unit, seconds in (("d", DAY_SECONDS), ("h", _HOUR)):
            if self.span >= seconds:
                return f"{self.span / seconds:.3g}{unit}"
        return f"{self.span / 60:.3g}m"


def _following(window: Window, now: float) -> Window:
    return Window(window.span) if window.end is not None and window.end >= now else window


def period_words(seconds: int) -> str:
    """`1 min`, `5 min`, `2 h`, `1 d`."""
    for unit, size in (("d", DAY_SECONDS), ("h", _HOUR), ("min", 60)):
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
