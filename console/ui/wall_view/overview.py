"""All environments on one line each: how they stand, what is in alarm, what moves, what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from textual.content import Content

from console.domain.environment import EnvironmentName
from console.domain.rollout import RolloutRecord
from console.services.wall import WallRow
from console.ui.environment_view import standing
from console.ui.format import UNKNOWN, age, usd
from console.ui.gate import clean, content, styled
from console.ui.wall_view.ages import LATE

_STATE, _ALARMS, _COST = 17, 13, 17
"""Cells of the columns after the name."""


class Fit(NamedTuple):
    """The room that there is: cells a line, and lines."""

    width: int
    lines: int


def overview(rows: Sequence[WallRow], shown: EnvironmentName | None, now: datetime, every: float, fit: Fit) -> Content:
    """One line an environment, those in alarm among them wherever there is no room for all."""
    placed = rows if len(rows) <= fit.lines else _most_wanted(rows, shown, fit.lines - 1)
    name_width = max((len(str(row.name)) for row in placed), default=0)
    lines = [_line(row, row.name == shown, now, every, name_width, fit.width) for row in placed]
    if len(placed) < len(rows):
        lines.append(styled("[$foreground-muted]  and $n more[/]", n=len(rows) - len(placed)))
    return Content("\n").join(lines)


def _most_wanted(rows: Sequence[WallRow], shown: EnvironmentName | None, count: int) -> list[WallRow]:
    """In their order: the one that is shown, those in alarm, then the first ones."""
    wanted = sorted(rows, key=lambda row: (row.name != shown, not row.in_alarm))[: max(1, count)]
    return [row for row in rows if row in wanted]


def _line(row: WallRow, here: bool, now: datetime, every: float, name_width: int, width: int) -> Content:
    mark, words, colour = standing(row.summary, None)
    if row.summary.problem:
        mark, words, colour = "!", "unreadable", "error"
    name = styled("[b $primary]>[/] [b]$n[/]" if here else "  $n", n=str(row.name).ljust(name_width))
    state = styled(f"[{_tint(colour)}]$s[/]", s=clean(f"{mark} {words}", limit=_STATE).ljust(_STATE))
    parts = [name, state, _alarms(row, now, every)]
    used = name_width + 2 + _STATE + _ALARMS + 6
    if row.rollout is not None:
        parts.append(styled("[$text-primary]* $r[/]", r=rollout_words(row.rollout, row.name)))
    elif width - used >= _COST:
        parts.append(content(_cost(row)))
    return Content("  ").join(parts).rstrip().truncate(max(width, 1), ellipsis=True)


def _alarms(row: WallRow, now: datetime, every: float) -> Content:
    """`! 2 in alarm`, `no alarm`, `? 3m old`: a state that is not known is not quiet."""
    if not row.watched:
        return styled("[$foreground-muted]$w[/]", w="not watched".ljust(_ALARMS))
    alarms = row.alarms
    if alarms.at is None:
        return styled("[$text-warning]$w[/]", w=("? not known" if alarms.problem else "asking…").ljust(_ALARMS))
    stale = bool(alarms.problem) or now.timestamp() - alarms.at >= every + LATE
    firing = len(row.in_alarm)
    unknown = sum(alarm.state == "INSUFFICIENT_DATA" for alarm in alarms.value)
    words, colour = "  no alarm", "success"
    if not alarms.value:
        words, colour = "  none set", ""
    elif firing:
        words, colour = f"! {firing} in alarm", "error"
    elif unknown:
        words, colour = f"? {unknown} unknown", "warning"
    if stale:
        words, colour = f"{words.replace('  ', '? ', 1)}, old", colour if firing else "warning"
    shape = "[b $text-error on $error-muted]$w[/]" if firing else f"[{_tint(colour)}]$w[/]"
    return styled(shape, w=words.ljust(_ALARMS))


def _tint(colour: str) -> str:
    return f"$text-{colour}" if colour else "$foreground-muted"


def _cost(row: WallRow) -> str:
    """`96.12 of 200.00`; what is not known is `-`."""
    summary = row.summary
    budget = summary.preset.budget_usd if summary.preset else None
    at_least = "" if summary.monthly_complete or summary.monthly_usd is None else "≥"
    return f"{at_least}{usd(summary.monthly_usd)} of {usd(budget)}" if budget is not None else usd(summary.monthly_usd)


def rollout_words(rollout: RolloutRecord, name: EnvironmentName) -> str:
    """`rollout @3: bake, waits for a person` of this environment's part."""
    part = next((each for each in rollout.environments if each.name == name), None)
    current = part.current if part is not None else None
    if current is None:
        return f"rollout {rollout.id}: {'through here' if part is not None else UNKNOWN}"
    return f"rollout {rollout.id}: {current.stage}, {current.status}"


def since_words(then: datetime | None, now: datetime) -> str:
    """`since 7 min`; empty where it is not known."""
    return f"since {age(then, now).removesuffix(' ago')}" if then is not None else ""
