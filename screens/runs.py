"""Every run, or every run of one environment: what became of it, who and when; the way back into one under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DataTable, Input, Static

from console.domain.run import RunStatus
from console.ui.facts import Facts
from console.ui.filter import matches
from console.ui.filter_input import FilterInput
from console.ui.format import plural
from console.ui.gate import entitle, styled
from console.ui.row_table import RowTable
from console.ui.run_list_view import COLUMNS, elsewhere_words, run_facts, run_row, unreadable_facts, unreadable_row
from console.ui.top_line import TopLine
from screens.run_deeds import RunDeedsScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from console.domain.environment import EnvironmentName
    from console.domain.run import RunRecord
    from console.errors import ConsoleError
    from console.ui.messages import News
    from console.ui.ports import UnreadableRun
    from console.ui.run_session import RunSession

NO_RUNS = (
    "No runs yet.\n\nA run is a plan, and what became of it. Press 1 for the environments, choose one and press p: its "
    "plan will be here, with its log, also after the console was closed."
)


class RunTable(RowTable):
    BINDINGS = [
        Binding("enter", "select_cursor", "Open", id="runs.open", key_display="enter",
                tooltip="Follow a run under way, review one that is planned, look at one that is over"),
    ]  # fmt: skip


class RunsScreen(RunDeedsScreen):
    """The runs on the left, newest first; the highlighted one's record on the right."""

    CSS_PATH = "runs.tcss"
    AUTO_FOCUS = ""
    HELP = """
Runs are kept in the console home: each with its frozen configuration, its plan, its log and its result. **Enter** opens
one: a run under way is followed from its beginning, also when another console started it.

- *planned* waits for approval, also when its console has gone: Enter reviews it.
- *no changes* had nothing to do; *stopped* ended on request.
- With a store that a team shares, runs of other machines stand among them, *on HOST*: what became of them, and where
  they can be opened.
- *unclean*: the engine vanished or was killed, and what it did last is not known.
- **p** shows what a plan said it would do, **l** the log of the engine, **c** two runs side by side.
- **b** goes back to a run that was applied: its frozen configuration and variables are planned against today's state
  and shown as any plan, with what cannot come back named first. The next ordinary plan undoes that: **v** saves the
  run's variables into the overlay, so that it lasts.
"""
    BINDINGS = [
        Binding(
            "slash", "filter", "Filter", id="runs.filter", key_display="/", priority=True, tooltip="Find by letters"
        ),
        Binding("r", "refresh", "Refresh", id="runs.refresh", show=False, tooltip="Read the runs again"),
        Binding("p", "plan_text", "Plan", id="runs.plan", tooltip="What the plan of this run said it would do"),
        Binding("l", "log", "Log", id="runs.log", tooltip="What the engine wrote, line by line"),
        Binding(
            "c", "compare", "Compare", id="runs.compare", tooltip="Beside another run: variables, files, counts, cost"
        ),
        Binding(
            "b",
            "roll_back",
            "Roll back…",
            id="runs.rollback",
            tooltip="Plan what this run applied against today's state; nothing happens before it is approved",
        ),
        Binding(
            "v",
            "keep_variables",
            "Save variables",
            id="runs.keep",
            show=False,
            tooltip="Save this run's variables into the overlay, so that later plans keep them",
        ),
        Binding("h", "remedy", "Remedy", id="runs.remedy", tooltip="To the screen that helps with this failure"),
        Binding(
            "e", "environment", "Environment", id="runs.environment", show=False, tooltip="The environment's variables"
        ),
        Binding("escape", "back", "Back", id="runs.back", key_display="esc"),
    ]

    def __init__(self, name: EnvironmentName | None = None) -> None:
        super().__init__(name)
        self._of = name
        self._records: tuple[RunRecord, ...] = ()
        self._unreadable: Sequence[UnreadableRun] = ()
        self._others: dict[str, RunRecord] = {}
        """Runs of other machines by their row: their numbers count there."""
        self._others_problem = ""
        self._own_read = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="list", classes="pane choose"):
            yield FilterInput()
            yield RunTable(COLUMNS)
            yield Static("Reading the runs…", id="empty", classes="empty")
            yield Static(id="elsewhere")
        with VerticalScroll(id="details", classes="pane know"):
            yield Facts(label_width=9)

    def on_mount(self) -> None:
        entitle(self.query_one("#list"), "Runs")
        self._table.display = self.query_one("#elsewhere").display = False
        self.app.news.subscribe(self, self._hear)
        self._read_own()

    def on_screen_resume(self) -> None:
        self.action_refresh()

    @property
    def _table(self) -> RunTable:
        return self.query_one(RunTable)

    def action_refresh(self) -> None:
        self._read_own()
        # By itself: a store that takes its time does not hold up one's own runs.
        self.work("elsewhere", self._ask_elsewhere, self._take_elsewhere, self._failed_elsewhere)

    def _read_own(self) -> None:
        self.work("runs", self._ask, self._take, self._failed)

    def _ask(self) -> tuple[tuple[RunRecord, ...], Sequence[UnreadableRun]]:
        runs = self.app.services.runs
        return runs.list(self._of), runs.unreadable(self._of)

    def _take(self, found: tuple[tuple[RunRecord, ...], Sequence[UnreadableRun]]) -> None:
        self._records, self._unreadable = found
        self._own_read = True
        self._fill()

    def _ask_elsewhere(self) -> tuple[RunRecord, ...]:
        return self.app.services.team_runs.elsewhere(self._of)

    def _take_elsewhere(self, others: tuple[RunRecord, ...]) -> None:
        self._others = {f"{each.id} {each.by} {each.created_at.isoformat()}": each for each in others}
        self._others_problem = ""
        self._fill()

    def _failed_elsewhere(self, error: ConsoleError) -> None:
        """What was seen of them last stays."""
        self._others_problem = error.message
        self._fill()

    def _failed(self, error: ConsoleError) -> None:
        self._table.display = False
        empty = self.query_one("#empty", Static)
        empty.display = True
        empty.update(styled("[$text-error]$e[/]\n\nPress r to try again.", e=error.message))
        self._own_read = False

    def _hear(self, message: News) -> None:
        from console.ui.messages import RunUpdated

        record = message.session.record
        known = record is not None and record.id in self._table.rows
        if isinstance(message, RunUpdated) and record is not None and known:
            self._table.change(record.id, self._row(record))
        else:
            self._read_own()

    def draw_again(self) -> None:
        self._fill()

    def _fill(self) -> None:
        if not self._own_read:
            # Not yet, or it failed, which stands in place of the list.
            return
        query = self.query_one("#filter", Input).value
        rows = self._rows(query)
        table, empty = self._table, self.query_one("#empty", Static)
        table.fill(rows)
        first = not table.display and self.focused is None
        table.display, empty.display = bool(rows), not rows
        if rows and first:
            table.focus()
        empty.update(styled("Nothing matches $q. Escape clears the filter.", q=query) if query else styled(NO_RUNS))
        of = f" of {self._of}" if self._of else ""
        every = len(self._records) + len(self._unreadable) + len(self._others)
        count = f"{len(rows)} of {every}" if query else plural(len(rows), "run")
        entitle(self.query_one("#list"), f"Runs{of}", count)
        line = self.query_one("#elsewhere", Static)
        line.display = bool(self._others_problem)
        known = "as they were seen last" if self._others else "not known"
        said = styled("[$text-warning]! Runs of other machines are $k:[/] $e", k=known, e=self._others_problem)
        line.update(said)
        self._show_details()

    def _rows(self, query: str) -> list[tuple[str, tuple[Text, ...]]]:
        """Those that pass the filter: one's own as the store lists them, those of others among them by their age."""
        listed = [(record.id, record) for record in self._records]
        if self._others:
            listed = sorted([*listed, *self._others.items()], key=lambda each: each[1].created_at, reverse=True)
        shown = [
            (key, self._row(record, elsewhere=key in self._others))
            for key, record in listed
            if matches(query, record.id, record.status.value, record.kind.value, record.by)
        ]
        broken = [run for run in self._unreadable if matches(query, run.id, "unreadable")]
        return shown + [(run.id, unreadable_row(run)) for run in broken]

    def _row(self, record: RunRecord, *, elsewhere: bool = False) -> tuple[Text, ...]:
        variables = self.app.theme_variables
        colours = {name: variables[f"text-{name}"] for name in ("success", "warning", "error", "primary")}
        session = None if elsewhere else self._session(record)
        return run_row(record, session, self.app.now(), colours, elsewhere=elsewhere)

    def _session(self, record: RunRecord) -> RunSession | None:
        return self.app.session_of(record.id)

    @property
    def highlighted(self) -> RunRecord | None:
        """The run that the keys act on; None also before the table is there, when keys are asked about already."""
        key = next((table.highlighted_key for table in self.query(RunTable)), None)
        return next((record for record in self._records if record.id == key), None)

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        own, key = self.highlighted, self._table.highlighted_key
        other = self._others.get(key or "")
        record = own or other
        broken = next((run for run in self._unreadable if run.id == key), None)
        self.query_one(TopLine).at(record.name if record else self._of)
        entitle(self.query_one("#details"), record.id if record else key or "")
        if other is not None:
            self.query_one(Facts).show([("Where", elsewhere_words(other)), *run_facts(other, None)])
        elif own is not None:
            self.query_one(Facts).show(run_facts(own, self._session(own)))
        else:
            self.query_one(Facts).show(unreadable_facts(broken) if broken else ())
        self.refresh_bindings()

    @property
    def every_run(self) -> tuple[RunRecord, ...]:
        return self._records

    # --- Keys ---

    @on(DataTable.RowSelected)
    def _open(self) -> None:
        record = self.highlighted
        if record is not None and record.status is RunStatus.PLANNED and self._session(record) is None:
            # Its console has gone, and with it the preview: the plan is read from its folder.
            self.work("review", lambda: self.app.services.runs.review(record.id), self.app.open_reviewed)
        elif record is not None:
            self.app.open_run(record.id)
        elif (other := self._others.get(self._table.highlighted_key or "")) is not None:
            self.app.tell(f"It ran {elsewhere_words(other)}.")

    def action_environment(self) -> None:
        if (record := self.highlighted) is not None:
            self.app.open_variables(record.name)

    def action_filter(self) -> None:
        self.set_focus(self.query_one("#filter", Input))

    def action_back(self) -> None:
        """Escape: out of the filter, then back; from the list of all runs to the environments."""
        field = self.query_one("#filter", Input)
        if field.has_focus or field.value:
            field.value = ""
            self._table.focus()
        elif len(self.app.screen_stack) > 1:
            super().action_back()
        else:
            self.app.open_environments()

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self._fill()

    @on(Input.Submitted, "#filter")
    def _found(self) -> None:
        self._table.focus()
