"""The cost of a plan by resource, grouped and sorted as one likes, components on request."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from console.domain.cost import CostOfPlan
from console.ui.cost_view.row_lines import row_line
from console.ui.cost_view.rows import CostRows, Grouping, GroupRow, ResourceRow, Row
from console.ui.line_list import Line, LineList


class CostTable(LineList):
    """Resources by cost; space opens one to its components, or folds a group."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_row", "Components", id="cost.toggle", show=False,
                tooltip="Open or close the components of this resource, or this group"),
        Binding("g", "group", "Group", id="cost.group", tooltip="By resource, by service, by module"),
        Binding("s", "sort", "Sort", id="cost.sort", tooltip="Dearest first, largest change first, by address"),
    ]  # fmt: skip

    class Arranged(Message):
        """The table is grouped or sorted in another way."""

    def __init__(self, *, id: str | None = None, grouping: Grouping = Grouping.NONE) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._model = CostRows(grouping)
        self._rows: list[Row] = []
        self._scale = Decimal(0)
        self._new = False

    @property
    def arrangement(self) -> str:
        """`by service, dearest first`."""
        return f"{self._model.grouping}, {self._model.sorting}"

    @property
    def new(self) -> bool:
        """Nothing costs anything yet."""
        return self._new

    def show(self, cost: CostOfPlan) -> None:
        """Show this cost; the cursor stays on its resource where that is still there."""
        address = self.address
        self._model.take(cost)
        self._lay_out(address)

    def _lay_out(self, address: str = "") -> None:
        before, scale, new = self._rows, self._scale, self._new
        self._rows, self._scale = self._model.rows()
        self._new = self._model.all_new
        if len(before) == len(self._rows) and (scale, new) == (self._scale, self._new):
            self._draw_changed(before)
        else:
            self.rows_changed()
        if address:
            self.cursor = next((i for i, row in enumerate(self._rows) if _is(row, address)), self.cursor)

    def _draw_changed(self, before: list[Row]) -> None:
        """Of the rows in sight only those that are others now."""
        top = self.scroll_offset.y
        for index in range(top, min(top + self.size.height, len(before))):
            if before[index] != self._rows[index]:
                self.refresh_line(index)

    def row_count(self) -> int:
        return len(self._rows)

    def row(self, index: int, width: int) -> Line:
        return row_line(self._rows[index], width, self._scale, new=self._new)

    @property
    def address(self) -> str:
        """The address of the resource under the cursor, empty where there is none."""
        index = self._owner(self.cursor)
        row = self._rows[index] if index is not None else None
        return row.change.address if isinstance(row, ResourceRow) else ""

    def _owner(self, index: int) -> int | None:
        """The group or the resource that a row belongs to."""
        for above in range(min(index, len(self._rows) - 1), -1, -1):
            if isinstance(self._rows[above], GroupRow | ResourceRow):
                return above
        return None

    def action_toggle_row(self) -> None:
        """Open or close the group or the resource under the cursor."""
        index = self._owner(self.cursor)
        if index is not None:
            self._model.toggle(self._rows[index])
            self._lay_out()
            self.cursor = index

    def action_group(self) -> None:
        """The next way of grouping."""
        self._model.grouping = self._model.grouping.following
        self._arranged()

    def action_sort(self) -> None:
        """The next order."""
        self._model.sorting = self._model.sorting.following
        self._arranged()

    def _arranged(self) -> None:
        self._lay_out(self.address)
        self.post_message(self.Arranged())


def _is(row: Row, address: str) -> bool:
    return isinstance(row, ResourceRow) and row.change.address == address
