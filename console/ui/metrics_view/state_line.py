"""The line over the charts: what is shown, how old it is, and what could not be had."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from textual.content import Content

from console.domain.alarms import counted
from console.domain.metrics_window import Window, period_words
from console.services.monitoring import Look
from console.ui.format import duration
from console.ui.gate import content, styled

_LATE = 10.0
"""Seconds after which a look that is due and has not come is called old."""


class Shown(NamedTuple):
    """What the screen is set to. `every` is how often it looks, in seconds."""

    window: Window
    statistic: str | None
    over: str
    paused: bool
    failure: str
    every: float


def state_line(found: Look, shown: Shown, now: datetime) -> Content:
    """`last 3h · points of 1 min · own statistics · alarms: 9 ok`."""
    window = shown.window
    following = window.end is None
    span = f"last {window.name}" if following else f"{window.name} until {_clock(window.end or 0.0)}"
    parts = [
        styled("[b]$w[/]", w=span),
        content(f"points of {period_words(found.period)}"),
        content(shown.statistic or "own statistics"),
        content(f"alarms: {counted(found.alarms)}"),
    ]
    if shown.over:
        parts.append(styled("[$text-secondary]over it $w[/]", w=shown.over))
    old = max(0.0, now.timestamp() - found.at)
    if shown.failure:
        parts.append(styled("[$text-warning]! $a old: $e[/]", a=duration(old), e=shown.failure))
    elif shown.paused:
        parts.append(styled("[$text-warning]paused, $a old[/]", a=duration(old)))
    elif following and old >= shown.every + _LATE:
        parts.append(styled("[$text-warning]$a old[/]", a=duration(old)))
    parts += [styled("[$text-warning]! $w[/]", w=words) for words in found.said]
    return content("  ·  ").join(parts)


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at).astimezone():%d %b %H:%M}"
