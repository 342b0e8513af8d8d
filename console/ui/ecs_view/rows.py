"""The tables of the ECS screen: their columns and rows, and the highlighted row in full."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual.content import Content

from console.domain.ecs import Deployment, ServiceEvent, ServiceView, Task, short_name
from console.domain.ecs_reasons import cause_of
from console.ui.format import age, clock
from console.ui.gate import cell, content, styled
from console.ui.row_table import Column

Row = tuple[str, tuple[Text, ...]]

SERVICES = (
    Column("SERVICE", 16, grows=True),
    Column("WANT", 4, right=True),
    Column("RUN", 4, right=True),
    Column("STATE", 9),
)
TASKS = (
    Column("TASK", 8),
    Column("STATUS", 12),
    Column("HEALTH", 9),
    Column("REVISION", 10, grows=True),
    Column("ZONE", 10),
    Column("AGE", 8, right=True),
)
DEPLOYMENTS = (
    Column("DEPLOYMENT", 10),
    Column("ROLLOUT", 11),
    Column("REVISION", 10, grows=True),
    Column("WANT", 4, right=True),
    Column("RUN", 4, right=True),
    Column("PEND", 4, right=True),
    Column("FAIL", 4, right=True),
)
EVENTS = (Column("TIME", 5), Column("EVENT", 20, grows=True))
STOPPED = (
    Column("TASK", 8),
    Column("REVISION", 10),
    Column("WHY", 20, grows=True),
    Column("AGE", 8, right=True),
)

_COLOURS = {"RUNNING": "success", "COMPLETED": "success", "IN_PROGRESS": "primary", "FAILED": "error"}


class Painter:
    """Draws rows in the theme's colours; words come first, colours only underline them."""

    def __init__(self, colours: dict[str, str], now: datetime) -> None:
        self._colours = colours
        self._now = now

    def _state(self, word: str) -> Text:
        return cell(word or "-", self._colours.get(_COLOURS.get(word, ""), ""))

    def _standing(self, view: ServiceView) -> Text:
        service = view.service
        failed = service.deployments and service.deployments[0].rollout_state == "FAILED"
        if failed:
            return cell("failed", self._colours["error"])
        if service.deploying:
            return cell("deploying", self._colours["primary"])
        if service.running != service.desired or service.pending:
            return cell("scaling", self._colours["warning"])
        return cell("steady", self._colours["success"])

    def services(self, views: tuple[ServiceView, ...]) -> list[Row]:
        return [
            (
                str(view.service.address),
                (
                    cell(view.service.address.name, "bold"),
                    cell(view.service.desired, right=True),
                    cell(view.service.running, right=True),
                    self._standing(view),
                ),
            )
            for view in views
        ]

    def tasks(self, tasks: tuple[Task, ...]) -> list[Row]:
        return [
            (
                task.id,
                (
                    cell(task.id[:8]),
                    self._state(task.status),
                    cell(task.health.lower() if task.health not in ("", "UNKNOWN") else "-"),
                    cell(_revision(task.task_definition)),
                    cell(task.zone or "-"),
                    cell(self._age(task.created_at), right=True),
                ),
            )
            for task in tasks
        ]

    def deployments(self, deployments: tuple[Deployment, ...]) -> list[Row]:
        return [
            (
                each.id,
                (
                    cell(each.status),
                    self._state(each.rollout_state),
                    cell(_revision(each.task_definition)),
                    *(cell(count, right=True) for count in (each.desired, each.running, each.pending)),
                    cell(each.failed, self._colours["error"] if each.failed else "", right=True),
                ),
            )
            for each in deployments
        ]

    def events(self, events: tuple[ServiceEvent, ...], service: str) -> list[Row]:
        return [
            (event.id, (cell(clock(event.at.astimezone())), cell(_without_name(event.message, service), limit=500)))
            for event in events
        ]

    def stopped(self, tasks: tuple[Task, ...]) -> list[Row]:
        found: list[Row] = []
        for task in tasks:
            cause = cause_of(task)
            colour = "" if cause.normal else self._colours["error"]
            mark = "" if cause.normal else "! "
            cells = (
                cell(task.id[:8]),
                cell(_revision(task.task_definition)),
                cell(f"{mark}{cause.words}", colour),
                cell(self._age(task.stopped_at or task.created_at), right=True),
            )
            found.append((task.id, cells))
        return found

    def _age(self, then: datetime | None) -> str:
        return age(then, self._now).removesuffix(" ago")


def _revision(arn: str) -> str:
    """`:7` would tell too little where families differ: the name, cut in front by the column."""
    return ":" + short_name(arn).rpartition(":")[2]


def _without_name(message: str, service: str) -> str:
    """Every event begins with the service's name, which the pane's title has."""
    return message.removeprefix(f"(service {service}) ")


def task_detail(task: Task) -> Content:
    """A task in full: for one that stopped why, in words and in ECS's own, with a hint."""
    lines = [styled("[b]$id[/]  $definition", id=task.id, definition=short_name(task.task_definition))]
    if task.stopped or task.stopped_reason:
        cause = cause_of(task)
        lines.append(styled("$words [$text-accent]$hint[/]", words=cause.words, hint=cause.hint))
        if task.stopped_reason and task.stopped_reason != cause.words:
            lines.append(styled("[$foreground-muted]ECS says: $reason[/]", reason=task.stopped_reason))
    for container in task.containers:
        code = "" if container.exit_code is None else f", exit code {container.exit_code}"
        lines.append(content(f"{container.name}: {container.status.lower()}{code}  {container.image}"))
    return Content("\n").join(lines)


def deployment_detail(deployment: Deployment) -> Content:
    """A deployment in full."""
    return styled(
        "[b]$id[/]  $definition\n$reason",
        id=deployment.id,
        definition=short_name(deployment.task_definition),
        reason=deployment.reason or "no reason given",
    )


def event_detail(event: ServiceEvent) -> Content:
    """An event in full."""
    return content(event.message)
