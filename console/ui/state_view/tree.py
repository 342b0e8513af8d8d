"""The state as a tree by module that stays quick with thousands of resources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from console.domain.state import StateResource
from console.ui.line_list import Line, LineList
from console.ui.state_view.rows import ModuleRow, ResourceRow, StateRow, StateRows, row_line


class StateTree(LineList):
    """Modules and resources. Space or the arrows open and close."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_row", "Open", id="state.toggle", show=False, tooltip="Open or close a module"),
        Binding("right", "open(True)", "Open", show=False),
        Binding("left", "open(False)", "Close", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._model: StateRows | None = None
        self._rows: list[StateRow] = []

    def show(self, resources: Sequence[StateResource]) -> None:
        """Show other resources; the cursor stays on the address it is on."""
        kept = self.resource.address if self.resource is not None else None
        if self._model is None:
            self._model = StateRows(resources)
        else:
            self._model.replace(resources)
        self.lay_out()
        if kept is not None:
            self.go_to(kept)

    def go_to(self, address: str) -> None:
        """Put the cursor on an address, if it is in sight."""
        for index, row in enumerate(self._rows):
            if isinstance(row, ResourceRow) and row.resource.address == address:
                self.cursor = index
                return

    def filter(self, text: str) -> None:
        """Leave only what matches, and begin at the top."""
        if self._model is not None:
            self._model.filter = text.strip()
            self.lay_out()
            self.cursor = 0

    @property
    def found(self) -> int:
        """How many resources the filter leaves."""
        return len(self._model.found) if self._model else 0

    @property
    def current(self) -> StateRow | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def resource(self) -> StateResource | None:
        """The resource under the cursor."""
        return self.current.resource if isinstance(self.current, ResourceRow) else None

    @property
    def address(self) -> str | None:
        """What the keys act on: a resource, or a whole module."""
        current = self.current
        if isinstance(current, ModuleRow):
            return current.address
        return current.resource.address if current is not None else None

    def lay_out(self) -> None:
        """Draw the rows again after the model changed."""
        self._rows = self._model.rows() if self._model else []
        self.rows_changed()

    def row_count(self) -> int:
        return len(self._rows)

    def row(self, index: int, width: int) -> Line:
        return row_line(self._rows[index], width)

    def action_toggle_row(self) -> None:
        if isinstance(self.current, ModuleRow) and self._model is not None:
            self._model.toggle(self.current.address)
            self.lay_out()

    def action_open(self, opened: bool) -> None:
        """Right opens, left closes, and from a resource goes up to its module."""
        current = self.current
        if isinstance(current, ModuleRow) and current.opened is not opened:
            self.action_toggle_row()
        elif not opened:
            depth = current.depth if current is not None else 0
            above = ((at, self._rows[at]) for at in range(self.cursor - 1, -1, -1))
            modules = (at for at, row in above if isinstance(row, ModuleRow) and row.depth < depth)
            self.cursor = next(modules, self.cursor)
