"""The environment that the wall shows in full, in words: runs, rollout, alarms, ECS services, cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from console.domain.alarms import Alarm, counted
from console.domain.ecs import Service, short_name
from console.services.wall import WallDetail, WallRow
from console.ui.environment_view import details
from console.ui.format import duration, plural
from console.ui.gate import styled
from console.ui.wall_view.ages import age_words
from console.ui.wall_view.overview import Fit, rollout_words, since_words

LOW = 6
"""Lines below which there is no room for a line of the age of the services alone."""
_FACTS = ("Problem", "State", "Cost", "Budget", "Last run")


def shown_lines(row: WallRow, detail: WallDetail, now: datetime, every: float, fit: Fit) -> Content:
    """What matters most comes first; what has no room is left out from below, and that is said."""
    lines = list(_lines(row, detail, now, every, low=fit.lines < LOW))
    if len(lines) > fit.lines:
        rest = len(lines) - fit.lines + 1
        lines = [*lines[: fit.lines - 1], styled("[$foreground-muted]and $n[/]", n=plural(rest, "more line"))]
    return Content("\n").join(line.truncate(max(1, fit.width), ellipsis=True) for line in lines)


def _lines(row: WallRow, detail: WallDetail, now: datetime, every: float, *, low: bool) -> Iterator[Content]:
    firing = [alarm for alarm in row.alarms.value if alarm.state != "OK"]
    if row.rollout is not None:
        yield styled("[b $text-primary]* $r[/]", r=rollout_words(row.rollout, row.name))
    if row.watched:
        yield _label("Alarms") + _counted(row) + age_words(row.alarms, now, every)
        yield from (_alarm(alarm, now) for alarm in firing)
    # Where lines are few the services stand for themselves, unless there is more to say of their age.
    if detail.has_services and not (low and detail.services.at is not None and not detail.services.problem):
        yield _label("ECS") + age_words(detail.services, now, every)
    if detail.has_services:
        yield from (_service(service, now) for service in detail.services.value)
    for label, value in details(row.summary, None, now):
        if label in _FACTS:
            yield _label(label) + (value if isinstance(value, Content) else styled("$v", v=value))
    if not row.watched:
        yield styled("[$foreground-muted]$w[/]", w="Nothing of it stands, so there is nothing to watch.")


def _label(word: str) -> Content:
    return styled("[$foreground-muted]$w[/]", w=word.ljust(10))


def _counted(row: WallRow) -> Content:
    if row.alarms.at is None:
        return Content()
    words = counted(row.alarms.value)
    return styled("$w  ", w=words)


def _alarm(alarm: Alarm, now: datetime) -> Content:
    mark, colour = ("!", "error") if alarm.state == "ALARM" else ("?", "warning")
    return styled(
        f"  [b $text-{colour}]$m $n[/] [$text-{colour}]$s[/]  [$foreground-muted]$w[/]",
        m=mark, n=alarm.key, s=since_words(alarm.since, now), w=alarm.words,
    )  # fmt: skip


def _service(service: Service, now: datetime) -> Content:
    """`  api  2 of 2 running  api:8  steady`, or what its deployment does and since when."""
    short = service.running < service.desired
    colour = "warning" if short else "success"
    return styled(
        f"  $n  [$text-{colour}]$r of $d running[/]  $w  [$foreground-muted]$t[/]",
        n=service.address.name, r=service.running, d=service.desired,
        t=short_name(service.task_definition), w=_deployment(service, now),
    )  # fmt: skip


def _deployment(service: Service, now: datetime) -> Content:
    newest = next((each for each in service.deployments if each.status == "PRIMARY"), None)
    if newest is not None and newest.rollout_state == "FAILED":
        return styled("[b $text-error]! deployment failed[/] $r", r=newest.reason)
    if service.deploying and newest is not None:
        since = duration((now - newest.created_at).total_seconds()) if newest.created_at else "a while"
        failed = f", {plural(newest.failed, 'failed task')}" if newest.failed else ""
        return styled(
            "[b $text-primary]* deploying[/] $r of $d new, for $s$f",
            r=newest.running, d=newest.desired, s=since, f=failed,
        )  # fmt: skip
    return styled("[$foreground-muted]steady[/]")
