"""The list of variables with its filters: groups that fold, what is changed, and what is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from console.ui.filter_input import FilterInput
from console.ui.format import plural
from console.ui.gate import entitle, styled
from console.ui.row_table import RowTable
from console.ui.variable_view import COLUMNS, GROUP_KEY

if TYPE_CHECKING:
    from textual.content import Content

    from console.ui.ports import Field
    from console.ui.variable_sheet import VariableSheet

Colours = dict[str, str]


class VariableTable(RowTable):
    BINDINGS = [
        Binding("enter", "select_cursor", "Edit", id="variables.edit", key_display="enter",
                tooltip="Change the value, or fold a group"),
    ]  # fmt: skip


class VariableList(Vertical):
    """Filter, table, and what is said where there is nothing to list."""

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._sheet: VariableSheet | None = None
        self._folded: set[str] = set()
        self._only_changed = False

    def compose(self) -> ComposeResult:
        yield FilterInput()
        yield VariableTable(COLUMNS, id="variables")
        yield Static("Reading the configuration's variables…", id="empty", classes="empty")

    def on_mount(self) -> None:
        entitle(self, "Variables")
        self.table.display = False

    @property
    def table(self) -> VariableTable:
        return self.query_one(VariableTable)

    @property
    def filter(self) -> Input:
        return self.query_one("#filter", Input)

    def take(self, sheet: VariableSheet, colours: Colours) -> None:
        """Show this sheet, its first variable highlighted."""
        self._sheet = sheet
        self.table.display = True
        self.table.focus()
        self.fill(colours)
        if self.table.row_count > 1:
            self.table.move_cursor(row=1)

    def say(self, words: Content) -> None:
        """Words in place of the table."""
        self.table.display = False
        empty = self.query_one("#empty", Static)
        empty.display = True
        empty.update(words)

    def fill(self, colours: Colours) -> None:
        """Draw the groups and the variables that pass the filters."""
        if self._sheet is None:
            return
        query = self.filter.value
        rows, count = self._sheet.rows(query, self._folded, self._only_changed, colours)
        self.table.fill(rows)
        if query and self.highlighted is None and len(rows) > 1:
            # What was looked for, not the heading above it.
            self.table.move_cursor(row=1)
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        unchanged = styled("Nothing is changed. f shows all variables again.")
        unmatched = styled("Nothing matches $q. Escape clears the filter.", q=query)
        empty.update(unmatched if query else unchanged)
        total = len(self._sheet.fields)
        words = plural(total, "variable") if count == total else f"{count} of {total}"
        entitle(self, "Variables", words)

    def draw_row(self, name: str, colours: Colours) -> None:
        """Draw one variable again, if it is listed."""
        if self._sheet is not None:
            self.table.change(name, self._sheet.row(self._sheet.fields[name], colours))

    @property
    def highlighted(self) -> Field | None:
        """The variable that the keys act on; None on a group."""
        return self._sheet.fields.get(self.table.highlighted_key or "") if self._sheet else None

    def fold(self, key: str) -> bool:
        """Fold or unfold the group of that row; False where the row is a variable."""
        if not key.startswith(GROUP_KEY):
            return False
        self._folded ^= {key.removeprefix(GROUP_KEY)}
        return True

    def toggle_only_changed(self) -> None:
        """Show only what is changed, wrong or missing, or all; drawn with the next `fill`."""
        self._only_changed = not self._only_changed

    def go_to(self, name: str, colours: Colours) -> None:
        """Highlight a variable, whatever is filtered or folded."""
        if self._sheet is None:
            return
        if name not in self.table.rows:
            self._only_changed = False
            self._folded.discard(self._sheet.fields[name].variable.group)
            self.filter.value = ""
            self.fill(colours)
        self.table.move_cursor(row=self.table.get_row_index(name))
        self.table.focus()

    def leave_filter(self) -> bool:
        """Clear the filter and go back to the table; False where there was nothing to leave."""
        if not (self.filter.has_focus or self.filter.value):
            return False
        self.filter.value = ""
        self.table.focus()
        return True
