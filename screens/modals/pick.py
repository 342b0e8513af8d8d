"""Choosing one of a list, with a filter."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from console.ui.filter import matches
from console.ui.gate import content, entitle


class PickScreen(ModalScreen[str | None]):
    """The chosen text, None for none. Typing filters, the arrows move."""

    BINDINGS = [
        Binding("escape", "dismiss(None)", "Back", id="pick.back"),
        Binding("down", "move(1)", "Next", id="pick.down", priority=True, show=False),
        Binding("up", "move(-1)", "Previous", id="pick.up", priority=True, show=False),
    ]

    def __init__(self, title: str, options: Sequence[str]) -> None:
        super().__init__()
        self._title, self._options = title, options
        self._shown: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, self._title)
            yield Input(placeholder="type to filter", classes="filter", compact=True)
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        self._fill("")

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, query: str) -> None:
        self._shown = [text for text in self._options if matches(query, text)]
        offered = self.query_one(OptionList)
        offered.clear_options()
        offered.add_options([Option(content(text, lines=False)) for text in self._shown])
        offered.highlighted = 0 if self._shown else None

    def action_move(self, step: int) -> None:
        offered = self.query_one(OptionList)
        if step > 0:
            offered.action_cursor_down()
        else:
            offered.action_cursor_up()

    @on(Input.Submitted)
    def _accepted(self) -> None:
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self.dismiss(self._shown[highlighted])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])
