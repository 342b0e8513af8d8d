"""The tables of the EC2 groups screen: their columns and rows, and the highlighted row in full."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual.content import Content

from console.domain.asg import Activity, GroupView, Instance, InstanceRefresh
from console.domain.asg_reasons import cause_of, deed_of
from console.ui.facts import Fact
from console.ui.format import age, bar
from console.ui.gate import cell, styled
from console.ui.row_table import Column

Row = tuple[str, tuple[Text, ...]]

GROUPS = (
    Column("GROUP", 16, grows=True),
    Column("WANT", 4, right=True),
    Column("SERVE", 5, right=True),
    Column("STATE", 10),
)
INSTANCES = (
    Column("INSTANCE", 19, grows=True),
    Column("LIFECYCLE", 10),
    Column("HEALTH", 9),
    Column("VERSION", 7, right=True),
    Column("ZONE", 10),
)
ACTIVITIES = (
    Column("AGE", 7, right=True),
    Column("WHAT", 22, grows=True),
    Column("WHY", 20, grows=True),
)
REFRESHES = (
    Column("AGE", 7, right=True),
    Column("STATE", 18),
    Column("DONE", 6, right=True),
    Column("LEFT", 4, right=True),
    Column("WHY", 16, grows=True),
)
_STATES = {
    "InService": "success",
    "Healthy": "success",
    "Unhealthy": "error",
    "Successful": "success",
    "InProgress": "primary",
    "Pending": "primary",
    "Failed": "error",
    "Cancelled": "warning",
    "RollbackSuccessful": "error",
    "RollbackFailed": "error",
}


class Painter:
    """Draws rows in the theme's colours; words come first, colours only underline them."""

    def __init__(self, colours: dict[str, str], now: datetime) -> None:
        self._colours = colours
        self._now = now

    def _state(self, word: str) -> Text:
        return cell(word or "-", self._colours.get(_STATES.get(word, ""), ""))

    def _standing(self, view: GroupView) -> Text:
        group = view.group
        if group.status:
            return cell("deleting", self._colours["error"])
        if view.refresh is not None:
            return cell("refreshing", self._colours["primary"])
        if group.serving != group.desired or len(group.instances) != group.desired:
            return cell("scaling", self._colours["warning"])
        return cell("steady", self._colours["success"])

    def groups(self, views: tuple[GroupView, ...]) -> list[Row]:
        return [
            (
                view.group.address.name,
                (
                    cell(view.group.address.name, "bold"),
                    cell(view.group.desired, right=True),
                    cell(view.group.serving, right=True),
                    self._standing(view),
                ),
            )
            for view in views
        ]

    def instances(self, view: GroupView) -> list[Row]:
        outdated = {each.id for each in view.group.outdated}
        return [
            (
                each.id,
                (
                    cell(each.id),
                    self._state(each.lifecycle),
                    self._state(each.health),
                    cell(
                        f"{'! ' if each.id in outdated else ''}{each.template_version or '?'}",
                        self._colours["warning"] if each.id in outdated else "",
                        right=True,
                    ),
                    cell(each.zone or "-"),
                ),
            )
            for each in view.group.instances
        ]

    def activities(self, activities: tuple[Activity, ...]) -> list[Row]:
        return [
            (
                each.id,
                (
                    cell(self._age(each.started_at), right=True),
                    cell(f"{'! ' if each.failed else ''}{deed_of(each)}", self._tint(each)),
                    cell(cause_of(each).words, limit=200),
                ),
            )
            for each in activities
        ]

    def refreshes(self, refreshes: tuple[InstanceRefresh, ...]) -> list[Row]:
        return [
            (
                each.id,
                (
                    cell(self._age(each.started_at), right=True),
                    self._state(each.status),
                    cell("?" if each.percent is None else f"{each.percent} %", right=True),
                    cell("?" if each.left is None else each.left, right=True),
                    cell(each.reason or "-", limit=200),
                ),
            )
            for each in refreshes
        ]

    def _tint(self, activity: Activity) -> str:
        return self._colours["error"] if activity.failed else ""

    def _age(self, then: datetime | None) -> str:
        return age(then, self._now).removesuffix(" ago")


def group_facts(view: GroupView) -> list[Fact]:
    """The highlighted group."""
    group = view.group
    share = group.serving / group.desired if group.desired else 0
    number = f", now {group.latest_version}" if group.latest_version not in ("", group.template_version) else ""
    facts: list[Fact] = [
        ("Instances", f"{group.serving} of {group.desired} serve  {bar(share, 10)}"),
        ("Bounds", f"{group.minimum} to {group.maximum}"),
        ("Template", f"{group.template or 'not known'}, version {group.template_version or '?'}{number}"),
        ("Policies", ", ".join(each.name for each in group.policies if each.enabled) or "none"),
        ("Health", f"by {group.health_check}, after {group.grace_seconds or 0} s"),
    ]
    if group.outdated:
        words = f"{len(group.outdated)} of another version: i replaces them"
        facts.append(("Outdated", styled("[$text-warning]$w[/]", w=words)))
    if group.suspended:
        words = ", ".join(group.suspended)
        facts.append(("Suspended", styled("[$text-warning]$w[/]", w=words)))
    running = view.refresh
    if running is not None:
        facts.append(
            ("Refresh", f"{running.status}, {running.percent or 0} %  {bar((running.percent or 0) / 100, 10)}")
        )
    return facts


def instance_detail(instance: Instance) -> Content:
    """An instance in full."""
    protected = "; protected from scale-in" if instance.protected else ""
    return styled(
        "[b]$id[/]  $type in $zone\n$lifecycle, $health; launch template version $version$protected",
        id=instance.id,
        type=instance.type or "type not known",
        zone=instance.zone or "a zone not known",
        lifecycle=instance.lifecycle,
        health=instance.health,
        version=instance.template_version or "not known",
        protected=protected,
    )


def activity_detail(activity: Activity) -> Content:
    """An activity in full: why in words, with a hint, and in AWS's own."""
    cause = cause_of(activity)
    return styled(
        "[b]$what[/]\n$words [$text-accent]$hint[/]\n[$foreground-muted]AWS says: $said[/]",
        what=activity.description,
        words=cause.words,
        hint=cause.hint,
        said=activity.message or activity.cause or "nothing",
    )


def refresh_detail(refresh: InstanceRefresh) -> Content:
    """An instance refresh in full."""
    healthy = "not known" if refresh.minimum_healthy is None else f"{refresh.minimum_healthy} %"
    return styled(
        "[b]$status[/]  $id\n$healthy stay in service meanwhile. $reason",
        status=refresh.status,
        id=refresh.id,
        healthy=healthy,
        reason=refresh.reason,
    )
