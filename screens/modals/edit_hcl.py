"""A list, map or object as HCL of several lines, checked as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Static, TextArea

from console.ui.gate import clean, entitle, styled

if TYPE_CHECKING:
    from textual.timer import Timer

CHECK_SECONDS = 0.25


class EditHclScreen(ModalScreen[str | None]):
    """The text when it was accepted, None when it was given up. `check` gives a sentence, or nothing."""

    BINDINGS = [
        Binding("ctrl+s,f2", "accept", "Accept", id="hcl.accept", priority=True, tooltip="Take the value over"),
        Binding("escape", "dismiss(None)", "Give up", id="hcl.give_up", priority=True, key_display="esc"),
    ]

    def __init__(self, name: str, type_text: str, text: str, check: Callable[[str], str]) -> None:
        super().__init__()
        self._name, self._type_text, self._text, self._check = name, type_text, text, check
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as dialog:
            entitle(dialog, self._name, self._type_text)
            yield TextArea(clean(self._text, lines=True), show_line_numbers=True, compact=True, tab_behavior="indent")
            yield Static(id="hcl-problem")
        yield Footer(show_command_palette=False, compact=True)

    @on(TextArea.Changed)
    def _changed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(CHECK_SECONDS, self._say)

    def _say(self) -> str:
        problem = self._check(self.query_one(TextArea).text)
        said = styled("[$text-error]! $p[/]", p=problem) if problem else Content()
        self.query_one("#hcl-problem", Static).update(said)
        return problem

    def action_accept(self) -> None:
        if not self._say():
            self.dismiss(self.query_one(TextArea).text)
