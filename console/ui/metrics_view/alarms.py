"""The alarms of an environment as rows, and the highlighted one in full with its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text
from textual.content import Content

from console.domain.alarms import STATES, Alarm, AlarmEvent
from console.ui.format import age, plural, when
from console.ui.gate import cell, content, styled
from console.ui.row_table import Column

COLUMNS = (
    Column("STATE", 15),
    Column("ALARM", 20, grows=True),
    Column("WATCHES", 20, grows=True),
    Column("SINCE", 10, right=True),
)
_COLOURS = {"ALARM": "error", "OK": "success", "INSUFFICIENT_DATA": "warning"}
_MARKS = {"ALARM": "! ", "INSUFFICIENT_DATA": "? ", "OK": "  "}
_MISSING = {
    "notBreaching": "counts as good",
    "breaching": "counts as bad",
    "ignore": "leaves the state as it is",
    "missing": "makes the state unknown",
}
_EVENTS = 12
"""As many lines of the history as are shown."""


def rows(alarms: Sequence[Alarm], colours: dict[str, str], now: datetime) -> list[tuple[str, tuple[Text, ...]]]:
    """One row an alarm, the worst first."""
    found: list[tuple[str, tuple[Text, ...]]] = []
    for alarm in alarms:
        colour = colours.get(_COLOURS.get(alarm.state, ""), "")
        state = f"{_MARKS.get(alarm.state, '? ')}{STATES.get(alarm.state, alarm.state)}"
        since = age(alarm.since, now).removesuffix(" ago")
        found.append((alarm.key, (cell(state, colour), cell(alarm.key), cell(alarm.words), cell(since, right=True))))
    return found


def detail(alarm: Alarm, history: Sequence[AlarmEvent] | None) -> Content:
    """Why it stands as it does, what it watches, and what happened to it."""
    lines = [
        styled("[b]$name[/]  $state since $since", name=alarm.key, state=STATES.get(alarm.state, alarm.state),
               since=when(alarm.since)),
        content(alarm.reason or "No reason was given."),
        styled("[$foreground-muted]$m  $words[/]", m=alarm.metric or "", words=alarm.words),
    ]  # fmt: skip
    if alarm.description:
        lines.append(content(alarm.description))
    if alarm.missing:
        lines.append(content(f"Missing data {_MISSING.get(alarm.missing, alarm.missing)}."))
    if not alarm.actions:
        lines.append(styled("[$text-warning]$w[/]", w="Its actions are off: nobody is told."))
    if history is None:
        lines.append(styled("[$foreground-muted]$w[/]", w="Enter shows its history."))
    elif not history:
        lines.append(content("Nothing has happened to it within two weeks."))
    else:
        lines.append(styled("[$foreground-muted]$w[/]", w=plural(len(history), "event")))
        lines += [content(f"{when(event.at)}  {event.summary}") for event in history[:_EVENTS]]
    return Content("\n").join(lines)
