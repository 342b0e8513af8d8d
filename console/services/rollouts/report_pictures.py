"""Charts of a bake as SVG: what was measured before and after the apply, with the limits as lines. Gaps stay gaps."""

from __future__ import annotations

import html
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from console.domain.metrics_units import shown
from console.services.rollouts.report_blocks import plain

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 16, 34, 30
_GAP_FACTOR = 2.5
"""Points further apart than so many usual steps are not joined."""
_STEPS = 4
_HEADROOM = 1.08

Points = Sequence[tuple[float, float]]
"""Seconds since 1970, and the value."""


@dataclass(frozen=True, slots=True)
class WatchedChart:
    """One watched metric: before the apply, while it baked, and its limits."""

    title: str
    unit: str
    before: Points
    after: Points
    above: float | None = None
    below: float | None = None

    @property
    def words(self) -> str:
        """What the picture shows, for those who cannot see it."""
        last = shown(self.after[-1][1], self.unit) if self.after else "no data"
        limits = [f"at most {shown(self.above, self.unit)}"] if self.above is not None else []
        limits += [f"at least {shown(self.below, self.unit)}"] if self.below is not None else []
        wanted = f", wanted {' and '.join(limits)}" if limits else ""
        return f"{plain(self.title)}: last {last}{wanted}"


def drawn(chart: WatchedChart) -> str:
    """The SVG document."""
    points = [*chart.before, *chart.after]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="12">',
        f"<title>{html.escape(chart.words)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _words(_LEFT, 20, plain(chart.title), weight="bold"),
    ]
    if not points:
        parts.append(_words(_LEFT, HEIGHT / 2, "No data: nothing was measured."))
        return "".join([*parts, "</svg>"])
    scale = _Scale(chart, points)
    parts += scale.grid()
    if chart.before and chart.after:
        x = scale.x(chart.after[0][0])
        parts.append(_line([(x, _TOP), (x, HEIGHT - _BOTTOM)], "#888888", dash="2 3"))
        parts.append(_words(x + 4, HEIGHT - _BOTTOM - 4, "applied", colour="#666666"))
    for limit, sign in ((chart.above, "at most"), (chart.below, "at least")):
        if limit is not None and scale.low <= limit <= scale.high:
            y = scale.y(limit)
            parts.append(_line([(_LEFT, y), (WIDTH - _RIGHT, y)], "#c62828", dash="6 4"))
            words = f"{sign} {shown(limit, chart.unit)}"
            parts.append(_words(WIDTH - _RIGHT, y - 4, words, anchor="end", colour="#c62828"))
    for series, colour in ((chart.before, "#9e9e9e"), (chart.after, "#1565c0")):
        parts += scale.lines(series, colour)
    return "".join([*parts, "</svg>"])


class _Scale:
    """Where times and values are in the picture."""

    def __init__(self, chart: WatchedChart, points: Points) -> None:
        values = [value for _, value in points]
        # A limit far beyond what was measured would press the line flat: it is in the words.
        near = [limit for limit in (chart.above, chart.below) if limit is not None and limit <= 4 * max(values)]
        self._unit = chart.unit
        self.low = min(0.0, *values)
        self.high = max([*values, *near, self.low + 1e-9]) * _HEADROOM or 1.0
        self.start, self.end = min(at for at, _ in points), max(at for at, _ in points)
        if self.end == self.start:
            self.end = self.start + 60

    def x(self, at: float) -> float:
        return _LEFT + (at - self.start) / (self.end - self.start) * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - _TOP - _BOTTOM)

    def grid(self) -> list[str]:
        """Values on the left, times below."""
        parts = []
        for step in range(_STEPS + 1):
            value = self.low + (self.high - self.low) * step / _STEPS
            y = self.y(value)
            parts.append(_line([(_LEFT, y), (WIDTH - _RIGHT, y)], "#e0e0e0"))
            parts.append(_words(_LEFT - 6, y + 4, shown(value, self._unit), anchor="end", colour="#666666"))
            at = self.start + (self.end - self.start) * step / _STEPS
            anchor = "start" if step == 0 else "end" if step == _STEPS else "middle"
            time = f"{datetime.fromtimestamp(at, UTC):%H:%M:%S}"
            parts.append(_words(self.x(at), HEIGHT - 10, time, anchor=anchor, colour="#666666"))
        return parts

    def lines(self, points: Points, colour: str) -> list[str]:
        """A line for each stretch without a gap, a dot for a point that stands alone."""
        stretches: list[list[tuple[float, float]]] = []
        steps = sorted(later - earlier for (earlier, _), (later, _) in itertools.pairwise(points))
        usual = steps[len(steps) // 2] if steps else 0.0
        last: float | None = None
        for at, value in points:
            if last is None or at - last > usual * _GAP_FACTOR:
                stretches.append([])
            stretches[-1].append((self.x(at), self.y(value)))
            last = at
        return [
            _line(stretch, colour, width=2) if len(stretch) > 1 else _dot(*stretch[0], colour) for stretch in stretches
        ]


def _line(points: Points, colour: str, *, width: float = 1, dash: str = "") -> str:
    at = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>'


def _words(
    x: float, y: float, text: str, *, anchor: str = "start", colour: str = "#222222", weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}">'
        f"{html.escape(text)}</text>"
    )
