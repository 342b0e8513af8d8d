"""How one environment reads: its row in the list, and the details beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text
from textual.content import Content

from console.domain.alarms import counted
from console.domain.environment import EnvironmentState, Protection
from console.errors import ConsoleError
from console.ui.format import UNKNOWN, age, bar, duration, percent, plural, usd
from console.ui.gate import cell, content, styled

if TYPE_CHECKING:
    from console.domain.alarms import AlarmStanding
    from console.domain.environment import EnvironmentName, Preset
    from console.domain.overview import EnvironmentSummary
    from console.domain.run import RunRecord
    from console.ui.facts import Fact
    from console.ui.run_session import RunSession

_MARKS = {
    EnvironmentState.APPLIED: (" ", "success"),
    EnvironmentState.CHANGED_OUTSIDE: ("!", "warning"),
    EnvironmentState.FAILED: ("!", "error"),
    EnvironmentState.INCOMPLETE: ("!", "error"),
    EnvironmentState.LOST: ("!", "error"),
    EnvironmentState.LOCKED: ("!", "warning"),
    EnvironmentState.RUNNING: ("*", "primary"),
    EnvironmentState.UNKNOWN: ("?", "warning"),
}
"""A sign before the word and a theme colour; the word alone says enough."""

PROTECTIONS = {
    Protection.OPEN: "one confirmation",
    Protection.CONFIRM: "wants its name typed",
    Protection.PROTECTED: "wants its name typed, cannot be destroyed",
}


_NAMED = 3
"""Alarms that are named; of more the count alone."""


class Standing(NamedTuple):
    """What the state column says."""

    mark: str
    words: str
    colour: str


def standing(summary: EnvironmentSummary, session: RunSession | None) -> Standing:
    """The state in words; a run of this console under way says how far it is."""
    if session is not None and not session.ended:
        return Standing("*", session.note(), "primary")
    mark, colour = _MARKS.get(summary.state, (" ", ""))
    running = summary.state is EnvironmentState.RUNNING and summary.note
    return Standing(mark, summary.note if running else summary.state.value, colour)


def row(
    summary: EnvironmentSummary, session: RunSession | None, now: datetime, colours: dict[str, str]
) -> tuple[Text, ...]:
    """System, environment, state, resources, USD a month, last run."""
    under_way = session is not None and not session.ended
    unreadable = bool(summary.problem) and not under_way
    mark, words, colour = Standing("!", "unreadable", "error") if unreadable else standing(summary, session)
    last = "now" if under_way else age(_last_moment(summary.last_run), now).removesuffix(" ago")
    at_least = "" if summary.monthly_complete or summary.monthly_usd is None else "≥"
    return (
        cell(summary.name.system),
        cell(summary.name.environment, "bold"),
        cell(f"{mark} {words}", colours.get(colour, "")),
        cell(UNKNOWN if summary.resources is None else summary.resources, right=True),
        cell(f"{at_least}{usd(summary.monthly_usd)}{'*' if summary.prices_of else ''}", right=True),
        cell(last, right=True),
    )


def _last_moment(record: RunRecord | None) -> datetime | None:
    return None if record is None else record.ended_at or record.created_at


def details(
    summary: EnvironmentSummary, session: RunSession | None, now: datetime, alarms: Content | None = None
) -> list[Fact]:
    """What one would like to know about an environment; `alarms` where it can have any."""
    mark, words, colour = standing(summary, session)
    beside = f", {summary.note}" if summary.note and summary.note != words else ""
    tint = f"$text-{colour}" if colour else "$foreground"
    facts: list[Fact] = [
        *([("Problem", styled("[$text-error]$e[/]", e=summary.problem))] if summary.problem else []),
        ("State", styled(f"[{tint}]$w[/]$n", w=f"{mark} {words}".strip(), n=beside)),
        ("Resources", UNKNOWN if summary.resources is None else str(summary.resources)),
        ("Outputs", UNKNOWN if summary.outputs is None else str(summary.outputs)),
        ("Cost", _cost(summary)),
        ("Budget", _budget(summary)),
        *([("Alarms", alarms)] if alarms is not None else []),
        ("Last run", _last_run(summary.last_run, now)),
    ]
    if summary.last_run is not None and summary.last_run.error:
        facts.append(("", styled("[$text-error]$e[/]", e=summary.last_run.error)))
    return [*facts, *_of_preset(summary, summary.preset)] if summary.preset else facts


def alarms_content(found: AlarmStanding | ConsoleError | None, environment: EnvironmentName, now: datetime) -> Content:
    """`1 in alarm (ecs-cpu), 9 ok, now`; why it is not known; None has not answered yet."""
    if found is None:
        return styled("[$foreground-muted]not known yet: asking[/]")
    if isinstance(found, ConsoleError):
        return styled("[$text-warning]?[/] not known: $e", e=found.message)
    old = age(datetime.fromtimestamp(found.at, UTC), now)
    if not found.alarms:
        return content(f"none, {old}")
    prefix = f"{environment.system}-{environment.environment}-"
    names = [alarm.key.removeprefix(prefix) for alarm in found.alarms if alarm.state == "ALARM"]
    if not names:
        return content(f"{counted(found.alarms)}, {old}")
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    rest = counted([alarm for alarm in found.alarms if alarm.state != "ALARM"])
    return styled(
        "[$text-error]! $count in alarm[/] ($names$more)$rest, $old",
        count=len(names), names=", ".join(names[:_NAMED]), more=more,
        rest=f", {rest}" if len(names) < len(found.alarms) else "", old=old,
    )  # fmt: skip


def _of_preset(summary: EnvironmentSummary, preset: Preset) -> list[Fact]:
    changed = plural(summary.overlay, "variable") + " changed" if summary.overlay else "none, as the preset says"
    return [
        ("Overlay", changed),
        ("Protection", PROTECTIONS[preset.protection]),
        ("Region", f"{preset.region}, account {preset.account or 'any'}"),
        ("Backend", preset.backend.describe()),
        ("", Content("")),
        ("", styled("[$foreground-muted]$d[/]", d=preset.description)),
    ]


def _cost(summary: EnvironmentSummary) -> str:
    if summary.monthly_usd is None:
        return "not known yet: plan it to see"
    dated = f" * at prices of {summary.prices_of}" if summary.prices_of else ""
    return f"{usd(summary.monthly_usd)} USD/month{'' if summary.monthly_complete else ' at least'}{dated}"


def _budget(summary: EnvironmentSummary) -> Content:
    if summary.preset is None:
        return Content("not known")
    budget = summary.preset.budget_usd
    if budget is None:
        return Content("none set in the preset")
    if summary.monthly_usd is None:
        return styled("$b USD/month", b=usd(budget))
    share = summary.monthly_usd / budget
    colour = "error" if share > 1 else "warning" if share > 0.9 else "success"
    over = " over" if share > 1 else ""
    return styled(f"$b  [$text-{colour}]$bar[/] $p", b=usd(budget), bar=bar(share), p=percent(share) + over)


def _last_run(record: RunRecord | None, now: datetime) -> str:
    if record is None:
        return "never"
    stage = record.main_stage
    parts = [
        f"#{record.number} {record.deed}: {record.status.value}",
        duration(stage.seconds if stage else None),
        f"by {record.by}",
        age(_last_moment(record), now),
    ]
    return ", ".join(parts)
