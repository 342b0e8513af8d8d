"""Systems and environments: where one begins, with what is known of the highlighted one beside the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DataTable, Input, Static

from console.ui.facts import Facts
from console.ui.filter import matches
from console.ui.format import plural
from console.ui.gate import content, entitle, styled
from console.ui.messages import News, RunUpdated, SummariesLoaded
from console.ui.row_table import Column, RowTable
from console.ui.screen import ConsoleScreen
from console.ui.top_line import TopLine

if TYPE_CHECKING:
    from rich.text import Text

    from console.domain.overview import EnvironmentSummary
    from console.errors import ConsoleError

COLUMNS = (
    Column("SYSTEM", 10),
    Column("ENVIRONMENT", 11),
    Column("STATE", 14, grows=True),
    Column("RES", 4, right=True),
    Column("USD/MONTH", 9, right=True),
    Column("LAST", 6, right=True),
)
NO_PRESETS = (
    "No environments yet.\n\nAn environment is a data file, presets/<system>/<environment>.yaml, with its values, "
    "budget, backend and protection. Put one there, then press r to read the folder again."
)


class EnvironmentTable(RowTable):
    BINDINGS = [
        Binding("enter", "select_cursor", "Open", id="environments.open", key_display="enter",
                tooltip="Go on to the variables of the highlighted environment"),
    ]  # fmt: skip


class EnvironmentsScreen(ConsoleScreen):
    """The list on the left, the highlighted environment on the right."""

    CSS_PATH = "environments.tcss"
    STEP = "Environment"
    AUTO_FOCUS = ""
    """The table is focused once it has rows; until then the keys belong to the screen."""
    HELP = """
The list of every environment that has a preset. **Enter** begins the walk: variables, preview with cost, run, outputs.

- **State** comes from the runs of this console: *never applied*, *applied*, *changed outside*, *last apply failed*,
  *partly applied*, *locked*, or what a run under way does now. `!` asks for attention, `*` is at work, `?` is unknown.
- **USD/MONTH** is of the last plan; `≥` means at least: something in it has no known price.
- **/** filters as you type: letters in order are enough (`rpdev` finds replaydash dev). Escape clears the filter.
"""
    BINDINGS = [
        Binding("p", "plan", "Plan", id="environments.plan", tooltip="What would change, and what it costs"),
        Binding("v", "open", "Variables", id="environments.variables", show=False, tooltip="Its variables"),
        Binding("o", "outputs", "Outputs", id="environments.outputs", tooltip="Outputs and next steps"),
        Binding("c", "compare", "Compare", id="environments.compare", tooltip="Beside another environment"),
        Binding("d", "destroy", "Destroy", id="environments.destroy",
                tooltip="Plan a destroy; nothing happens before it is approved"),
        Binding("l", "runs", "Runs", id="environments.runs", tooltip="Every run of this environment"),
        Binding("slash", "filter", "Filter", id="environments.filter", key_display="/", tooltip="Find by letters"),
        Binding("r", "refresh", "Refresh", id="environments.refresh", show=False,
                tooltip="Read presets and runs again"),
        Binding("escape", "leave_filter", "Clear filter", id="environments.escape", key_display="esc"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._summaries: tuple[EnvironmentSummary, ...] = ()
        self._loaded = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="list", classes="pane choose"):
            yield Input(placeholder="/ to filter", id="filter", classes="filter", compact=True)
            yield EnvironmentTable(COLUMNS, id="environments")
            yield Static("Reading the environments…", id="empty", classes="empty")
        with VerticalScroll(id="details", classes="pane know"):
            yield Facts(id="details-text")

    def on_mount(self) -> None:
        entitle(self.query_one("#list"), "Environments")
        self._table.display = False
        self.app.news.subscribe(self, self._hear)
        self.app.summaries_loaded.subscribe(self, self._take)
        self.action_refresh()

    def on_screen_resume(self) -> None:
        if self._loaded:
            self.action_refresh()

    @property
    def _table(self) -> EnvironmentTable:
        return self.query_one(EnvironmentTable)

    def action_refresh(self) -> None:
        self.work("environments", self._ask, self._read, self._unreadable)

    def _ask(self) -> tuple[EnvironmentSummary, ...]:
        return self.app.services.environments.list()

    def _read(self, summaries: tuple[EnvironmentSummary, ...]) -> None:
        self.app.post_message(SummariesLoaded(summaries))

    def _unreadable(self, error: ConsoleError) -> None:
        self._summaries, self._loaded = (), True
        self._table.display = False
        empty = self.query_one("#empty", Static)
        empty.display = True
        empty.update(styled("[$text-error]$e[/]\n\nPress r to try again.", e=error.message))

    def _take(self, message: SummariesLoaded) -> None:
        self._summaries, self._loaded = message.summaries, True
        self._fill()

    def _hear(self, message: News) -> None:
        if not isinstance(message, RunUpdated):
            self.action_refresh()
        self._fill_row(str(message.session.name))

    # --- The table ---

    def draw_again(self) -> None:
        self._fill()

    def _fill(self) -> None:
        """Draw the rows that pass the filter."""
        query = self.query_one("#filter", Input).value
        shown = [s for s in self._summaries if matches(query, str(s.name), s.state.value)]
        table, empty = self._table, self.query_one("#empty", Static)
        table.fill([(str(summary.name), self._row(summary)) for summary in shown])
        first = not table.display and self.focused is None
        table.display, empty.display = bool(shown), not shown
        if shown and first:
            table.focus()
        if not shown:
            nothing = styled("Nothing matches $q. Escape clears the filter.", q=query)
            empty.update(nothing if query else content(NO_PRESETS))
        count = f"{len(shown)} of {len(self._summaries)}" if query else plural(len(shown), "environment")
        entitle(self.query_one("#list"), "Environments", count)
        self._show_details()

    def _row(self, summary: EnvironmentSummary) -> tuple[Text, ...]:
        from console.ui.environment_view import row

        variables = self.app.theme_variables
        colours = {name: variables[f"text-{name}"] for name in ("success", "warning", "error", "primary")}
        return row(summary, self.app.sessions.get(str(summary.name)), self.app.now(), colours)

    def _fill_row(self, key: str) -> None:
        summary = next((s for s in self._summaries if str(s.name) == key), None)
        if summary is not None:
            self._table.change(key, self._row(summary))
            if self._table.highlighted_key == key:
                self._show_details()

    @property
    def highlighted(self) -> EnvironmentSummary | None:
        """The environment that the keys act on."""
        key = self._table.highlighted_key
        return next((summary for summary in self._summaries if str(summary.name) == key), None)

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        summary = self.highlighted
        pane = self.query_one("#details")
        self.query_one(TopLine).at(summary.name if summary else None)
        entitle(pane, summary.name if summary else "")
        facts = self.query_one(Facts)
        if summary is None:
            facts.show(())
            return
        from console.ui.environment_view import details

        facts.show(details(summary, self.app.sessions.get(str(summary.name)), self.app.now()))

    # --- The filter ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Clearing is offered where there is something to clear."""
        if action == "leave_filter":
            field = self.query_one("#filter", Input)
            return field.has_focus or bool(field.value)
        return True

    def action_filter(self) -> None:
        self.query_one("#filter", Input).focus()

    def action_leave_filter(self) -> None:
        self.query_one("#filter", Input).value = ""
        self._table.focus()

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self._fill()
        self.refresh_bindings()

    @on(Input.Submitted, "#filter")
    def _chosen(self) -> None:
        self._table.focus()

    # --- The ways on ---

    @on(DataTable.RowSelected)
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

    def action_runs(self) -> None:
        if summary := self.highlighted:
            self.app.open_runs(summary.name)
