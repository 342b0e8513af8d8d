"""ECS of an environment: services on the left; tasks, deployments, events and stopped tasks on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content

from console.domain.ecs_reasons import cause_of
from console.ui.ecs_view import rows
from console.ui.ecs_view.facts import service_facts
from console.ui.facts import Facts
from console.ui.gate import styled
from screens.looking import Listed, Rows
from screens.looking_tabs import Tab, TabbedLookingScreen

if TYPE_CHECKING:
    from console.domain.ecs import ServiceView
    from console.domain.environment import EnvironmentName
    from screens.ecs_changes import EcsChanges
    from screens.ecs_scaling import EcsScaling


class EcsScreen(TabbedLookingScreen["ServiceView"]):
    """Looks again every two seconds; what is older than that says so."""

    LISTED = Listed("ECS services", "service", rows.SERVICES, label_width=10)
    EVERY_SECONDS = 2.0
    TABS = {
        "tasks": Tab("Tasks", rows.TASKS, "No task runs. s scales the service up."),
        "deployments": Tab("Deployments", rows.DEPLOYMENTS, "ECS carries out no deployment of its own here."),
        "events": Tab("Events", rows.EVENTS, "Nothing has happened yet. What ECS does with the service is said here."),
        "stopped": Tab(
            "Stopped",
            rows.STOPPED,
            "No task has stopped within the last hour. Those that do stand here with the reason.",
        ),
    }
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
        Binding("l", "task_log", "Task's log", id="ecs.task_log",
                tooltip="All that the one-off task wrote which ended last"),
        Binding("x", "shell", "Shell", id="ecs.shell", show=False,
                tooltip="A shell in the highlighted task (ECS Exec), or the command for it to the clipboard"),
        Binding("r", "refresh", "Refresh", id="ecs.refresh", show=False, tooltip="Look again now"),
        Binding("escape", "back", "Back", id="ecs.back", key_display="esc", tooltip="To where you came from"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self._changes: EcsChanges | None = None
        self._scaling: EcsScaling | None = None

    # --- What is seen ---

    def read(self) -> tuple[ServiceView, ...]:
        return self.app.services.ecs.status.views(self.target)

    def key_of(self, view: ServiceView) -> str:
        return str(view.service.address)

    def rows_of(self, views: tuple[ServiceView, ...]) -> Rows:
        return self._paint.services(views)

    @property
    def _paint(self) -> rows.Painter:
        return rows.Painter(self.colours, self.app.now())

    def draw_view(self, view: ServiceView) -> None:
        self.query_one(Facts).show(service_facts(view))
        paint, service = self._paint, view.service
        filled = {
            "tasks": paint.tasks(view.tasks),
            "deployments": paint.deployments(service.deployments),
            "events": paint.events(service.events, service.address.name),
            "stopped": paint.stopped(view.stopped),
        }
        failed = any(not cause_of(task).normal for task in view.stopped)
        labels = {
            "tasks": f"Tasks {len(view.tasks)}",
            "deployments": f"Deployments {len(service.deployments)}",
            "stopped": f"{'! ' if failed else ''}Stopped {len(view.stopped)}",
        }
        self.fill_tabs(service.address.name, filled, labels)

    @property
    def service(self) -> str | None:
        """The name of the service that the keys act on."""
        view = self.view
        return view.service.address.name if view else None

    def detail(self) -> Content | None:
        """The highlighted row of the tab; where the tab is empty, what would be there."""
        view, tab = self.view, self.active_tab
        if view is None:
            return None
        key = self.shown_table.highlighted_key
        for task in (*view.tasks, *view.stopped) if tab in ("tasks", "stopped") else ():
            if task.id == key:
                return rows.task_detail(task)
        for deployment in view.service.deployments if tab == "deployments" else ():
            if deployment.id == key:
                return rows.deployment_detail(deployment)
        for event in view.service.events if tab == "events" else ():
            if event.id == key:
                return rows.event_detail(event)
        return styled("[$foreground-muted]$w[/]", w=self.TABS[tab].nothing)

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
        if action == "task_log":
            return self._changes is not None and bool(self._changes.task_log)
        if action in ("scale", "autoscale", "deploy", "roll_back", "run_task", "shell"):
            return True if self.views else None
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

    def action_task_log(self) -> None:
        self.changes.show_task_log()

    def action_shell(self) -> None:
        self.changes.shell(self.shown_table.highlighted_key if self.active_tab == "tasks" else None)
