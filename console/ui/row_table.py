"""A table one chooses rows from: fixed columns, and some that share the width that is left."""

from __future__ import annotations

from typing import NamedTuple

from rich.text import Text
from textual import events
from textual.widgets import DataTable

from console.ui.gate import cell


class Column(NamedTuple):
    """A column: its heading is its key. Columns that grow share what the others leave."""

    label: str
    width: int
    right: bool = False
    grows: bool = False


class RowTable(DataTable[Text]):
    """Rows as a choice; widths do not follow the content, so that updates stay cheap."""

    def __init__(self, columns: tuple[Column, ...], id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, cursor_type="row")
        self._columns_wanted = columns
        self._least: dict[str, int] = {}
        for column in columns:
            self.add_column(cell(column.label, right=column.right), width=column.width, key=column.label)

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width)

    def _fit(self, room: int) -> None:
        widths = {column.label: max(column.width, self._least.get(column.label, 0)) for column in self._columns_wanted}
        fixed = sum(widths[column.label] for column in self._columns_wanted if not column.grows)
        padding = 2 * self.cell_padding * len(self._columns_wanted)
        growing = sum(1 for column in self._columns_wanted if column.grows)
        for wanted, column in zip(self._columns_wanted, self.ordered_columns, strict=True):
            grown = (room - fixed - padding) // growing if wanted.grows else 0
            column.width = max(widths[wanted.label], grown)
        self.notify_style_update()

    def widen(self, label: str, cells: int) -> None:
        """Give a column at least so many cells: what is in it now would be cut otherwise."""
        if self._least.get(label) != cells:
            self._least[label] = cells
            self._fit(self.size.width)

    def rename(self, label: str, heading: str) -> None:
        """Show another heading over a column; its key stays."""
        for column in self.ordered_columns:
            if column.key.value == label:
                column.label = cell(heading)
        self.notify_style_update()
        self.refresh()

    @property
    def highlighted_key(self) -> str | None:
        """The key of the row under the cursor, None in an empty table."""
        if not self.is_valid_row_index(self.cursor_row):
            return None
        return self.ordered_rows[self.cursor_row].key.value

    def fill(self, rows: list[tuple[str, tuple[Text, ...]]]) -> None:
        """Replace all rows; the highlighted one stays highlighted where it is still there, scrolling kept."""
        kept, top = self.highlighted_key, self.scroll_y
        with self.prevent(DataTable.RowHighlighted):
            self.clear()
            for key, cells in rows:
                self.add_row(*cells, key=key)
            if kept is not None and kept in self.rows:
                self.move_cursor(row=self.get_row_index(kept), animate=False, scroll=False)
        if rows:
            self.scroll_to(y=top, animate=False)

    def change(self, key: str, cells: tuple[Text, ...]) -> None:
        """Draw one row again, if it is there."""
        if key in self.rows:
            for column, value in zip(self._columns_wanted, cells, strict=True):
                self.update_cell(key, column.label, value)
