"""The table of environments with its filter. Imported after the first frame: a table is the dearest thing to draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from console.ui.filter import matches
from console.ui.filter_input import FilterInput
from console.ui.format import plural
from console.ui.gate import content, styled
from console.ui.row_table import Column, RowTable

if TYPE_CHECKING:
    from rich.text import Text
    from textual.content import Content

    from console.domain.overview import EnvironmentSummary

COLUMNS = (
    Column("SYSTEM", 10),
    Column("ENVIRONMENT", 11),
    Column("STATE", 14, grows=True),
    Column("RES", 4, right=True),
    Column("USD/MONTH", 9, right=True),
    Column("LAST", 6, right=True),
)
LONGEST_NAME = 16
"""Cells that the longest name of an environment gets at most, so that the other columns stay."""
NO_PRESETS = (
    "No environments yet.\n\nAn environment is a data file, presets/<system>/<environment>.yaml, with its values, "
    "budget, backend and protection. Put one there, then press r to read the folder again."
)
Row = Callable[["EnvironmentSummary"], "tuple[Text, ...]"]


class EnvironmentTable(RowTable):
    BINDINGS = [
        Binding("enter", "select_cursor", "Open", id="environments.open", key_display="enter",
                tooltip="Go on to the variables of the highlighted environment"),
    ]  # fmt: skip


class EnvironmentList(Vertical):
    """Filter, table, and what is said where there is nothing to list."""

    def compose(self) -> ComposeResult:
        yield FilterInput()
        yield EnvironmentTable(COLUMNS, id="environments")
        yield Static("Reading the environments…", id="empty", classes="empty")

    def on_mount(self) -> None:
        self.table.display = False

    @property
    def table(self) -> EnvironmentTable:
        return self.query_one(EnvironmentTable)

    @property
    def filter(self) -> Input:
        return self.query_one("#filter", Input)

    def fill(self, summaries: Sequence[EnvironmentSummary], row: Row) -> str:
        """Draw the rows that pass the filter; returns how many, in words."""
        query = self.filter.value
        shown = [summary for summary in summaries if matches(query, str(summary.name), summary.state.value)]
        table = self.table
        table.widen("ENVIRONMENT", min(max((len(s.name.environment) for s in summaries), default=0), LONGEST_NAME))
        table.fill([(str(summary.name), row(summary)) for summary in shown])
        first = not table.display and self.screen.focused is None
        table.display = bool(shown)
        if shown:
            self.query_one("#empty").display = False
            if first:
                # At once: a focus that comes with a later message would take it from a filter opened meanwhile.
                self.screen.set_focus(table)
        else:
            nothing = styled("Nothing matches $q. Escape clears the filter.", q=query)
            self.say(nothing if query else content(NO_PRESETS))
        return f"{len(shown)} of {len(summaries)}" if query else plural(len(shown), "environment")

    def say(self, words: Content) -> None:
        """Words in place of the table."""
        self.table.display = False
        empty = self.query_one("#empty", Static)
        empty.display = True
        empty.update(words)

    def clear_filter(self) -> None:
        self.filter.value = ""
        self.table.focus()

    @on(Input.Submitted)
    def _found(self) -> None:
        self.table.focus()
