"""A Logs Insights query: written or taken from those that are kept, asked, and its answer as a table."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import DataTable, Static, TextArea

from console.domain.logs_times import moment
from console.ui.format import plural
from console.ui.gate import cell, clean, content, entitle, styled
from console.ui.logs_view.words import groups_title
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.domain.logs import LogGroup
    from console.domain.logs_queries import QueryAnswer, SavedQuery
    from console.errors import ConsoleError

_WIDEST = 80
"""Cells of a column at most; enter shows a row in full."""


class InsightsScreen(ConsoleScreen):
    """The query above, the answer below."""

    CSS_PATH = "logs.tcss"
    AUTO_FOCUS = "#query"
    HELP = """
A CloudWatch Logs Insights query over the chosen groups, from the time given until now. **AWS charges for what a query
scans**: the answer says how much that was.

- **ctrl+r** asks it, **ctrl+x** stops one that takes too long, **ctrl+o** takes one of the queries kept in the account,
  **ctrl+t** sets from when on. **Tab** goes between query and answer, **enter** there shows a row in full.
- `fields @timestamp, @message | filter status >= 500 | sort @timestamp desc | limit 50`
- `filter ispresent(path) | stats count(*) as n, avg(duration_ms) as ms by path, bin(5m) | sort n desc`
"""
    BINDINGS = [
        Binding("ctrl+r,f5", "ask", "Ask", id="insights.ask", priority=True, tooltip="Ask the query"),
        Binding("ctrl+o", "saved", "Saved queries", id="insights.saved", priority=True,
                tooltip="Take one of the queries that are kept in the account"),
        Binding("ctrl+t", "since", "From when", id="insights.since", priority=True, tooltip="The time that it covers"),
        Binding("ctrl+x", "stop", "Stop", id="insights.stop", priority=True, tooltip="Stop the query that runs"),
        Binding("escape", "back", "Back", id="insights.back", priority=True, key_display="esc",
                tooltip="To the lines; a query that runs is stopped"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName, groups: Sequence[LogGroup]) -> None:
        super().__init__(name)
        self._groups = tuple(groups)
        self._since_text = "1h"
        self._cancel = threading.Event()
        self._asking = False
        self._answer: QueryAnswer | None = None

    def compose_body(self) -> ComposeResult:
        from console.services.logs_asking import STARTER

        with Vertical(id="query-pane", classes="pane"):
            yield TextArea(STARTER, id="query", soft_wrap=True, tab_behavior="focus", compact=True)
        with Vertical(id="answer-pane", classes="pane"):
            yield Static("ctrl+r asks the query. AWS charges for what it scans.", id="said", classes="empty")
            yield DataTable(id="rows", cursor_type="row")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(DataTable).display = False
        self._entitle()

    def on_unmount(self) -> None:
        self._cancel.set()

    def _entitle(self) -> None:
        entitle(self.query_one("#query-pane"), f"Query over {groups_title(self._groups)}", f"since {self._since_text}")
        entitle(self.query_one("#answer-pane"), "Answer")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a query that runs can be stopped."""
        if action == "stop":
            return self._asking
        return super().check_action(action, parameters)

    def action_ask(self) -> None:
        text = self.query_one(TextArea).text
        now = self.app.now()
        begin, end = moment(self._since_text, now), now + timedelta(seconds=1)
        self._cancel.set()
        self._cancel = cancel = threading.Event()
        self._asking = True
        self.refresh_bindings()
        self._say("Asking…")
        ask, groups = self.app.services.logs.insights.ask, self._groups
        whole = int(begin.timestamp()), int(end.timestamp())
        self.work("query", lambda: ask(groups, text, *whole, cancel=cancel), self._take, self._refused)

    def action_stop(self) -> None:
        self._cancel.set()

    def _refused(self, error: ConsoleError) -> None:
        self._asking = False
        self.refresh_bindings()
        self.query_one(DataTable).display = False
        said = self.query_one("#said", Static)
        said.display = True
        said.update(styled("[$text-error]$e[/]", e=error.message))

    def _say(self, words: str) -> None:
        said = self.query_one("#said", Static)
        said.display = True
        said.update(content(words))

    def _take(self, answer: QueryAnswer) -> None:
        self._asking, self._answer = False, answer
        self.refresh_bindings()
        self.draw_again()
        if answer.rows:
            self.query_one(DataTable).focus()

    def draw_again(self) -> None:
        """The answer as a table, its columns as wide as what they hold."""
        answer = self._answer
        if answer is None:
            return
        table: DataTable[Text] = self.query_one(DataTable)
        table.clear(columns=True)
        for number, name in enumerate(answer.columns):
            widest = max((len(row[number]) for row in answer.rows), default=0)
            numeric = all(_numeric(row[number]) for row in answer.rows)
            table.add_column(cell(name, right=numeric), width=min(max(widest, len(name)), _WIDEST), key=str(number))
        for number, row in enumerate(answer.rows):
            cells = (cell(value, right=_numeric(value), limit=500) for value in row)
            table.add_row(*cells, key=str(number))
        table.display = bool(answer.rows)
        entitle(self.query_one("#answer-pane"), "Answer", _scanned(answer))
        said = self.query_one("#said", Static)
        said.display = answer.status != "Complete" or not answer.rows
        if answer.status != "Complete":
            ended = "It was stopped" if answer.status == "Cancelled" else f"AWS ended it: {answer.status}"
            said.update(styled("[$text-warning]! $ended: what stands here is not all.[/]", ended=ended))
        else:
            said.update(content("No line matches."))

    @on(DataTable.RowSelected)
    def _show_row(self, event: DataTable.RowSelected) -> None:
        from screens.modals.raw_text import RawTextScreen

        answer = self._answer
        if answer is None or event.row_key.value is None:
            return
        row = answer.rows[int(event.row_key.value)]
        text = "\n".join(f"{name}: {value}" for name, value in zip(answer.columns, row, strict=True))
        self.app.push_screen(RawTextScreen("Row", text, wrap=True))

    def action_saved(self) -> None:
        self.work("saved", lambda: self.app.services.logs.insights.saved(self._groups), self._choose)

    def _choose(self, queries: tuple[SavedQuery, ...]) -> None:
        from screens.modals.pick import PickScreen

        if not queries:
            self.app.tell("No query is kept in this account.")
            return
        by_name = {clean(query.name): query for query in queries}

        def chosen(name: str | None) -> None:
            if name is not None:
                self.query_one(TextArea).text = clean(by_name[name].text, lines=True)

        self.app.push_screen(PickScreen("Which query?", tuple(by_name)), chosen)

    def action_since(self) -> None:
        from screens.logs_prompts import AskText

        def taken(text: str | None) -> None:
            if text is not None:
                self._since_text = text.strip()
                self._entitle()

        check = lambda text: moment(text, self.app.now())  # noqa: E731
        words = "From then until now: 1h, 10:30, 2026-05-04T10:30. More time scans more, and costs more."
        self.app.push_screen(AskText("From when on?", words, self._since_text, check=check), taken)


def _numeric(value: str) -> bool:
    return value.replace(".", "", 1).removeprefix("-").isdigit()


def _scanned(answer: QueryAnswer) -> str:
    lines = "an unknown number of lines" if answer.scanned_records is None else plural(answer.scanned_records, "line")
    size = "" if answer.scanned_bytes is None else f", {answer.scanned_bytes / 1e6:,.1f} MB"
    return f"{plural(len(answer.rows), 'row')}; {lines}{size} scanned"
