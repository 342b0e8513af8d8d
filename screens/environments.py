"""Systems and environments: where one begins, with what is known of the highlighted one beside the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from console.ui.facts import Facts
from console.ui.gate import entitle, styled
from console.ui.messages import News, RunUpdated, SummariesLoaded
from console.ui.top_line import TopLine
from screens.alarm_counting import AlarmCountingScreen

if TYPE_CHECKING:
    from rich.text import Text

    from console.domain.overview import EnvironmentSummary
    from console.errors import ConsoleError
    from console.ui.environment_list import EnvironmentList


FIRST_FRAME_SECONDS = 0.03
"""Two refreshes of the screen: what is slow to import and to draw begins when the first frame is out, not before."""


class EnvironmentsScreen(AlarmCountingScreen):
    """The list on the left, the highlighted environment on the right."""

    STEP = "Environment"
    AUTO_FOCUS = ""
    """The table is focused once it has rows; until then the keys belong to the screen."""
    HELP = """
The list of every environment that has a preset. **Enter** begins the walk: variables, preview with cost, run, outputs.

- **State** comes from the runs of this console: *never applied*, *applied*, *changed outside*, *last apply failed*,
  *partly applied*, *locked*, or what a run under way does now. `!` asks for attention, `*` is at work, `?` is unknown.
- **Alarms** are asked for once an environment stays highlighted, and say how old they are.
- **USD/MONTH** is of the last plan; `≥` means at least: something in it has no known price.
- **/** filters as you type: letters in order are enough (`rpdev` finds replaydash dev). Escape clears the filter.
"""
    BINDINGS = [
        Binding("p", "plan", "Plan", id="environments.plan", tooltip="What would change, and what it costs"),
        Binding("v", "open", "Variables", id="environments.variables", show=False, tooltip="Its variables"),
        Binding("o", "rollouts", "Rollout", id="environments.rollouts",
                tooltip="One change through the environments of this system, with gates and a way back"),
        Binding("u", "outputs", "Outputs", id="environments.outputs", show=False, tooltip="Outputs and next steps"),
        Binding("c", "compare", "Compare", id="environments.compare", tooltip="Beside another environment"),
        Binding("d", "destroy", "Destroy", id="environments.destroy",
                tooltip="Plan a destroy; nothing happens before it is approved"),
        Binding("e", "ecs", "ECS", id="environments.ecs", show=False,
                tooltip="What runs on ECS: tasks, scaling, deployments"),
        Binding("m", "metrics", "Metrics", id="environments.metrics", show=False,
                tooltip="Charts of what CloudWatch measures, and alarms"),
        Binding("b", "databases", "Databases", id="environments.databases", show=False,
                tooltip="Snapshots of databases, and restores to new names"),
        Binding("g", "asg", "EC2 groups", id="environments.asg", show=False,
                tooltip="Instances of EC2 Auto Scaling groups, capacity, instance refreshes"),
        Binding("t", "tasks", "Tasks", id="environments.tasks", show=False,
                tooltip="What is to be done weekly, monthly, quarterly"),
        Binding("w", "wall", "Wall", id="environments.wall", show=False,
                tooltip="All environments at a glance, one after the other in full"),
        Binding("l", "runs", "Runs", id="environments.runs", tooltip="Every run of this environment"),
        Binding("slash", "filter", "Filter", id="environments.filter", key_display="/", priority=True,
                tooltip="Find by letters"),
        Binding("r", "refresh", "Refresh", id="environments.refresh", show=False,
                tooltip="Read presets and runs again"),
        Binding("escape", "leave_filter", "Clear filter", id="environments.escape", key_display="esc"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._summaries: tuple[EnvironmentSummary, ...] = ()
        self._list: EnvironmentList | None = None
        """None until the first frame is drawn."""

    def compose_body(self) -> ComposeResult:
        with Vertical(id="list", classes="pane choose"):
            yield Static("Reading the environments…", classes="empty", id="first")
        with VerticalScroll(id="details", classes="pane know"):
            yield Facts()

    def compose_footer(self) -> ComposeResult:
        """None yet: it comes with the list, after the first frame."""
        yield from ()

    def on_mount(self) -> None:
        entitle(self.query_one("#list"), "Environments")
        self.set_timer(FIRST_FRAME_SECONDS, self._furnish)

    async def _furnish(self) -> None:
        """The first frame is there: now what takes longer to import and to draw."""
        from console.ui.environment_list import EnvironmentList

        await self.query_one("#first").remove()
        listed = EnvironmentList()
        await self.query_one("#list").mount(listed)
        await self.mount_all(super().compose_footer())
        self._list = listed
        self.count_alarms()
        self.app.news.subscribe(self, self._hear)
        self.app.summaries_loaded.subscribe(self, self._take)
        self.action_refresh()

    def on_screen_resume(self) -> None:
        if self._list is not None:
            self.action_refresh()

    def action_refresh(self) -> None:
        self.work("environments", self._ask, self._read, self._unreadable)

    def _ask(self) -> tuple[EnvironmentSummary, ...]:
        return self.app.services.environments.list()

    def _read(self, summaries: tuple[EnvironmentSummary, ...]) -> None:
        self.app.post_message(SummariesLoaded(summaries))

    def _unreadable(self, error: ConsoleError) -> None:
        self._summaries = ()
        if self._list is not None:
            self._list.say(styled("[$text-error]$e[/]\n\nPress r to try again.", e=error.message))

    def _take(self, message: SummariesLoaded) -> None:
        self._summaries = message.summaries
        self.draw_again()

    def _hear(self, message: News) -> None:
        if not isinstance(message, RunUpdated):
            self.action_refresh()
        self._draw_row(str(message.session.name))

    # --- The table ---

    def draw_again(self) -> None:
        """Draw the rows that pass the filter, and the details of the highlighted."""
        if self._list is not None:
            count = self._list.fill(self._summaries, self._row)
            entitle(self.query_one("#list"), "Environments", count)
            self.show_details()
            self.settle()

    def _row(self, summary: EnvironmentSummary) -> tuple[Text, ...]:
        from console.ui.environment_view import row

        variables = self.app.theme_variables
        colours = {name: variables[f"text-{name}"] for name in ("success", "warning", "error", "primary")}
        return row(summary, self.app.sessions.get(str(summary.name)), self.app.now(), colours)

    def _draw_row(self, key: str) -> None:
        summary = next((s for s in self._summaries if str(s.name) == key), None)
        if summary is not None and self._list is not None:
            self._list.table.change(key, self._row(summary))
            if self._list.table.highlighted_key == key:
                self.show_details()

    @property
    def highlighted(self) -> EnvironmentSummary | None:
        """The environment that the keys act on."""
        key = self._list.table.highlighted_key if self._list else None
        return next((summary for summary in self._summaries if str(summary.name) == key), None)

    def on_data_table_row_highlighted(self) -> None:
        self.show_details()
        self.settle()

    def show_details(self) -> None:
        summary = self.highlighted
        self.query_one(TopLine).at(summary.name if summary else None)
        entitle(self.query_one("#details"), summary.name if summary else "")
        facts = self.query_one(Facts)
        if summary is None:
            facts.show(())
            return
        from console.ui.environment_view import details

        session = self.app.sessions.get(str(summary.name))
        facts.show(details(summary, session, self.app.now(), self.alarms_of(summary)))

    # --- The filter ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Clearing is offered where there is something to clear."""
        if action == "leave_filter":
            return self._list is not None and (self._list.filter.has_focus or bool(self._list.filter.value))
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        if self._list is not None:
            self.set_focus(self._list.filter)

    def action_leave_filter(self) -> None:
        if self._list is not None:
            self._list.clear_filter()

    def on_input_changed(self) -> None:
        self.draw_again()
        self.refresh_bindings()

    # --- The ways on ---

    def on_data_table_row_selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        if summary := self.highlighted:
            self.app.open_variables(summary.name)

    def action_plan(self) -> None:
        if summary := self.highlighted:
            self.app.open_preview(summary.name)

    def action_destroy(self) -> None:
        if summary := self.highlighted:
            from console.domain.run import RunKind

            self.app.open_preview(summary.name, RunKind.DESTROY)

    def action_outputs(self) -> None:
        if summary := self.highlighted:
            self.app.open_outputs(summary.name)

    def action_compare(self) -> None:
        if summary := self.highlighted:
            self.app.open_compare(summary.name)

    def action_rollouts(self) -> None:
        if summary := self.highlighted:
            self.app.open_place("rollouts", summary.name)

    def action_ecs(self) -> None:
        if summary := self.highlighted:
            self.app.open_place("ecs", summary.name)

    def action_metrics(self) -> None:
        if summary := self.highlighted:
            self.app.open_place("metrics", summary.name)

    def action_databases(self) -> None:
        if summary := self.highlighted:
            self.app.open_place("databases", summary.name)

    def action_asg(self) -> None:
        if summary := self.highlighted:
            self.app.open_place("asg", summary.name)

    def action_tasks(self) -> None:
        if summary := self.highlighted:
            self.app.open_place("tasks", summary.name)

    def action_wall(self) -> None:
        self.app.open_wall()

    def action_runs(self) -> None:
        if summary := self.highlighted:
            self.app.open_runs(summary.name)
