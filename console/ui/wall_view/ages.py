"""How old what is shown is, and why it is not newer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from textual.content import Content

from console.domain.datum import Datum
from console.ui.format import duration
from console.ui.gate import styled

LATE = 10.0
"""Seconds after which an answer that is due and has not come is called old."""


def clock_of(at: float, now: datetime) -> str:
    """`10:04:05` on the operator's own clock."""
    return f"{datetime.fromtimestamp(at, UTC).astimezone(now.tzinfo):%H:%M:%S}"


def age_words(datum: Datum[Any], now: datetime, every: float) -> Content:
    """`as of 10:04:05`; old or missed: `as of 10:04:05, 3m 02s ago: the credentials have expired`."""
    if datum.at is None:
        return (
            styled("[$text-warning]! $p[/]", p=datum.problem)
            if datum.problem
            else styled("[$foreground-muted]asking…[/]")
        )
    at, old = clock_of(datum.at, now), max(0.0, now.timestamp() - datum.at)
    if datum.problem:
        return styled("[$text-warning]! as of $t, $o ago: $p[/]", t=at, o=duration(old), p=datum.problem)
    if old >= every + LATE:
        return styled("[$text-warning]as of $t, $o ago[/]", t=at, o=duration(old))
    return styled("[$foreground-muted]as of $t[/]", t=at)
