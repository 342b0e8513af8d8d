"""The plan as a tree by module that stays quick with thousands of changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from console.domain.plan import AttributeChange, Plan
from console.ui.line_list import Line, LineList
from console.ui.plan_view.row_lines import tree_line
from console.ui.plan_view.rows import AttributeRow, ChangeRow, ModuleRow, ReasonRow, TreeRow, TreeRows


class PlanTreeView(LineList):
    """Modules, changes and attributes. Space or the arrows open and close; `v` asks for a value in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_row", "Open", id="tree.toggle", show=False,
                tooltip="Open or close what the cursor is on"),
        Binding("right", "open(True)", "Open", show=False),
        Binding("left", "open(False)", "Close", show=False),
        Binding("v", "value", "Value in full", id="tree.value", show=False,
                tooltip="Both sides of the attribute under the cursor, whole"),
    ]  # fmt: skip

    @dataclass
    class ValueWanted(Message):
        """The whole of one attribute is to be shown."""

        address: str
        attribute: AttributeChange

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._model: TreeRows | None = None
        self._rows: list[TreeRow] = []

    @property
    def model(self) -> TreeRows | None:
        """What is open and filtered; None before there is a plan."""
        return self._model

    def show(self, plan: Plan) -> None:
        """Show another plan from its beginning."""
        self._model = TreeRows(plan)
        self.lay_out()
        self.cursor = 0

    def lay_out(self) -> None:
        """Draw the rows again after the model changed."""
        self._rows = self._model.rows() if self._model else []
        self.rows_changed()

    def filter(self, text: str, *, only_destructive: bool) -> None:
        """Leave only what matches, and begin at the top."""
        if self._model is not None:
            self._model.set_filter(text, only_destructive=only_destructive)
            self.lay_out()
            self.cursor = 0

    def row_count(self) -> int:
        return len(self._rows)

    def row(self, index: int, width: int) -> Line:
        return tree_line(self._rows[index], width)

    @property
    def current(self) -> TreeRow | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def action_toggle_row(self) -> None:
        current = self.current
        if current is None or self._model is None:
            return
        index = self._parent_of(self.cursor) if isinstance(current, AttributeRow | ReasonRow) else self.cursor
        self._model.toggle(current)
        self.lay_out()
        self.cursor = index

    def toggle_mark(self) -> bool:
        """Mark what the cursor is on, or take its mark away; False where it cannot be marked."""
        return self._model is not None and self._drawn_again(self._model.toggle_mark(self.current))

    def toggle_replaced(self) -> bool:
        """Mark what the cursor is on for replacement, or take its mark away; False where it cannot be replaced."""
        return self._model is not None and self._drawn_again(self._model.toggle_replaced(self.current))

    def _drawn_again(self, changed: bool) -> bool:
        if changed:
            at = self.cursor
            self.lay_out()
            self.cursor = at
        return changed

    def action_open(self, opened: bool) -> None:
        """Right opens, left closes, and from something closed goes up to its module."""
        current = self.current
        can_open = isinstance(current, ModuleRow | ChangeRow) and current.opened is not opened
        if can_open or (isinstance(current, AttributeRow | ReasonRow) and not opened):
            self.action_toggle_row()
        elif not opened:
            self.cursor = self._parent_of(self.cursor)

    def _parent_of(self, index: int) -> int:
        depth = getattr(self._rows[index], "depth", 0)
        for above in range(index - 1, -1, -1):
            row = self._rows[above]
            if isinstance(row, ModuleRow | ChangeRow) and row.depth < depth:
                return above
        return index

    def action_value(self) -> None:
        current = self.current
        if isinstance(current, AttributeRow):
            self.post_message(self.ValueWanted(current.change.address, current.attribute))
