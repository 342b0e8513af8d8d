"""ECS of an environment: services on the left; tasks, deployments, events and stopped tasks on the right."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static, TabbedContent, TabPane

from console.domain.ecs_reasons import cause_of
from console.ui.ecs_view import rows
from console.ui.ecs_view.facts import service_facts
from console.ui.facts import Facts
from console.ui.format import duration, plural
from console.ui.gate import content, entitle, styled
from console.ui.row_table import Column, RowTable
from console.ui.screen import ConsoleScreen
from console.ui.top_line import TopLine

if TYPE_CHECKING:
    from console.domain.ecs import ServiceView
    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError
    from screens.ecs_changes import EcsChanges
    from screens.ecs_scaling import EcsScaling

REFRESH_SECONDS = 2.0
TABS = {
    "tasks": ("Tasks", rows.TASKS),
    "deployments": ("Deployments", rows.DEPLOYMENTS),
    "events": ("Events", rows.EVENTS),
    "stopped": ("Stopped", rows.STOPPED),
}


class EcsTable(RowTable):
    """A table in which left and right change the tab instead of scrolling."""

    BINDINGS = [
        Binding("left", "screen.tab(-1)", "Tab to the left", id="ecs.left", show=False, tooltip="The tab before"),
        Binding("right", "screen.tab(1)", "Tabs", id="ecs.right", key_display="←→",
                tooltip="Tasks, deployments, events, stopped tasks"),
    ]  # fmt: skip


class EcsScreen(ConsoleScreen):
    """Looks again every two seconds; what is older than that says so."""

    CSS_PATH = "ecs.tcss"
    AUTO_FOCUS = ""
    HELP = """
What runs on ECS in this environment, looked at again every two seconds. **Tab** goes between the panes, **left** and
**right** between tasks, deployments, events and the tasks that stopped.

- A stopped task says why in words, with a hint and ECS's own reason below. `!` marks those where something was wrong.
- **s**, **a**, **d**, **b** and **t** show what they will do, what it costs and what was checked; Cancel has the focus.
- A deployment's verdict comes from its own record: one that the circuit breaker rolled back has failed, although the
  service is stable again. It is watched as long as this screen is open, and goes on without it.
"""
    BINDINGS = [
        Binding("s", "scale", "Scale", id="ecs.scale", tooltip="The number of tasks, with its cost and limits"),
        Binding("a", "autoscale", "Bounds", id="ecs.autoscale",
                tooltip="Autoscaling's minimum, maximum and targets, with their cost"),
        Binding("d", "deploy", "Deploy", id="ecs.deploy", tooltip="Another image, or new tasks of the same"),
        Binding("b", "roll_back", "Roll back", id="ecs.rollback",
                tooltip="Stop the deployment under way, or go back to a revision that ran before"),
        Binding("t", "run_task", "Run task", id="ecs.task", tooltip="A one-off task, such as the migration"),
        Binding("x", "shell", "Shell", id="ecs.shell", show=False,
                tooltip="A shell in the highlighted task (ECS Exec), or the command for it to the clipboard"),
        Binding("r", "refresh", "Refresh", id="ecs.refresh", show=False, tooltip="Look again now"),
        Binding("escape", "back", "Back", id="ecs.back", key_display="esc", tooltip="To where you came from"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.target = name
        self.leaving = threading.Event()
        """Set when the screen goes: what is waited for in threads is left to itself."""
        self._views: tuple[ServiceView, ...] = ()
        self._looking = False
        self._seen_at: float | None = None
        self._changes: EcsChanges | None = None
        self._scaling: EcsScaling | None = None

    def compose_body(self) -> ComposeResult:
        with Vertical(id="services-pane", classes="pane choose"):
            yield Static("Looking at the services…", id="empty", classes="empty")
            yield EcsTable(rows.SERVICES, id="services")
            with VerticalScroll(id="facts-scroll", can_focus=False):
                yield Facts(label_width=10)
        with Vertical(id="tabs-pane", classes="pane know"):
            with TabbedContent(id="tabs"):
                for name, (label, columns) in TABS.items():
                    with TabPane(label, id=name):
                        yield _table(name, columns)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="detail-text")

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="banner")

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#services-pane"), "ECS services")
        entitle(self.query_one("#tabs-pane"), "")
        self.query_one("#services").display = self.query_one("#banner").display = False
        self.move_child(self.query_one("#banner"), after=self.query_one(TopLine))
        self.set_interval(REFRESH_SECONDS, self._look_again)
        self.action_refresh()

    def on_unmount(self) -> None:
        self.leaving.set()

    def on_screen_resume(self) -> None:
        self._look_again()

    # --- Looking ---

    def action_refresh(self) -> None:
        if self._looking:
            return
        self._looking = True
        self.work("ecs", lambda: self.app.services.ecs.status.views(self.target), self._take, self._failed)

    def _look_again(self) -> None:
        if self.app.screen is self or self.app.screen.is_modal:
            self.action_refresh()

    def _take(self, views: tuple[ServiceView, ...]) -> None:
        self._looking, self._views = False, views
        self._seen_at = self.app.now().timestamp()
        self.query_one("#empty").display = False
        services = self.query_one("#services", EcsTable)
        first = not services.display
        services.display = True
        self.draw_again()
        if first:
            self._shown_table.focus()

    def _failed(self, error: ConsoleError) -> None:
        """What was seen last stays, with its age; where nothing was seen yet the sentence stands alone."""
        self._looking = False
        if self._seen_at is None:
            empty = self.query_one("#empty", Static)
            empty.update(styled("[$text-error]$e[/]\n\nPress r to look again, escape to go back.", e=error.message))
            return
        old = duration(self.app.now().timestamp() - self._seen_at)
        entitle(self.query_one("#services-pane"), "ECS services", content(f"{old} old: {error.message}", lines=False))

    def draw_again(self) -> None:
        if not self._views:
            return
        variables = self.app.theme_variables
        colours = {name: variables[f"text-{name}"] for name in ("success", "warning", "error", "primary")}
        paint = rows.Painter(colours, self.app.now())
        self.query_one("#services", EcsTable).fill(paint.services(self._views))
        entitle(self.query_one("#services-pane"), "ECS services", plural(len(self._views), "service"))
        view = self.view
        if view is None:
            return
        self.query_one(Facts).show(service_facts(view))
        filled = {
            "tasks": paint.tasks(view.tasks),
            "deployments": paint.deployments(view.service.deployments),
            "events": paint.events(view.service.events, view.service.address.name),
            "stopped": paint.stopped(view.stopped),
        }
        tabs = self.query_one(TabbedContent)
        failed = sum(not cause_of(task).normal for task in view.stopped)
        counts = {"tasks": len(view.tasks), "deployments": len(view.service.deployments), "stopped": len(view.stopped)}
        for name, lines in filled.items():
            table = self.query_one(f"#{name}-table", EcsTable)
            table.fill(lines)
            if name != tabs.active:
                # One comes to what is new, and stays where one is.
                table.move_cursor(row=0, animate=False)
            mark = "! " if name == "stopped" and failed else ""
            count = f" {counts[name]}" if name in counts else ""
            tabs.get_tab(name).label = Content(f"{mark}{TABS[name][0]}{count}")
        entitle(self.query_one("#tabs-pane"), view.service.address.name)
        self._show_detail()

    @property
    def view(self) -> ServiceView | None:
        """The service that the keys act on."""
        key = self.query_one("#services", EcsTable).highlighted_key
        return next((view for view in self._views if str(view.service.address) == key), None)

    @property
    def service(self) -> str | None:
        """Its name, for the services."""
        view = self.view
        return view.service.address.name if view else None

    # --- Tabs and the highlighted row in full ---

    @property
    def _shown_table(self) -> EcsTable:
        return self.query_one(f"#{self.query_one(TabbedContent).active or 'tasks'}-table", EcsTable)

    def action_tab(self, step: int) -> None:
        """Go to the next tab or the one before."""
        tabs = self.query_one(TabbedContent)
        names = list(TABS)
        tabs.active = names[(names.index(tabs.active) + step) % len(names)]
        self._shown_table.focus()

    @on(TabbedContent.TabActivated)
    @on(DataTable.RowHighlighted)
    def _show_detail(self) -> None:
        view, text = self.view, self.query_one("#detail-text", Static)
        if view is None or not self.is_mounted:
            return
        active, key = self.query_one(TabbedContent).active or "tasks", self._shown_table.highlighted_key
        text.update(_detail(view, active, key))

    @on(DataTable.RowHighlighted, "#services")
    def _chosen(self) -> None:
        self.draw_again()

    # --- What is told above the panes ---

    def tell(self, words: Content | None) -> None:
        """Say something above the panes, or nothing any more."""
        banner = self.query_one("#banner", Static)
        banner.display = words is not None
        banner.update(words or Content())

    # --- Changes ---

    @property
    def changes(self) -> EcsChanges:
        """What changes something, imported when it is first asked for."""
        if self._changes is None:
            from screens.ecs_changes import EcsChanges

            self._changes = EcsChanges(self)
        return self._changes

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What acts on a service wants one to be seen."""
        if action in ("scale", "autoscale", "deploy", "roll_back", "run_task", "shell"):
            return True if self._views else None
        return super().check_action(action, parameters)

    @property
    def scaling(self) -> EcsScaling:
        """What changes how many tasks there are, imported when it is first asked for."""
        if self._scaling is None:
            from screens.ecs_scaling import EcsScaling

            self._scaling = EcsScaling(self)
        return self._scaling

    def action_scale(self) -> None:
        self.scaling.scale()

    def action_autoscale(self) -> None:
        self.scaling.autoscale()

    def action_deploy(self) -> None:
        self.changes.deploy()

    def action_roll_back(self) -> None:
        self.changes.roll_back()

    def action_run_task(self) -> None:
        self.changes.run_task()

    def action_shell(self) -> None:
        tasks = self.query_one("#tasks-table", EcsTable)
        self.changes.shell(tasks.highlighted_key if self._shown_table is tasks else None)


def _table(name: str, columns: tuple[Column, ...]) -> EcsTable:
    return EcsTable(columns, id=f"{name}-table")


def _detail(view: ServiceView, tab: str, key: str | None) -> Content:
    """The highlighted row of a tab in full; where the tab is empty, what would be there."""
    for task in (*view.tasks, *view.stopped) if tab in ("tasks", "stopped") else ():
        if task.id == key:
            return rows.task_detail(task)
    for deployment in view.service.deployments if tab == "deployments" else ():
        if deployment.id == key:
            return rows.deployment_detail(deployment)
    for event in view.service.events if tab == "events" else ():
        if event.id == key:
            return rows.event_detail(event)
    nothing = {
        "tasks": "No task runs. s scales the service up.",
        "deployments": "ECS carries out no deployment of its own here.",
        "events": "Nothing has happened yet. What ECS does with the service is said here.",
        "stopped": "No task has stopped within the last hour. Those that do stand here with the reason.",
    }
    return styled("[$foreground-muted]$w[/]", w=nothing[tab])
