"""A question with two answers; the safe one has the focus."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from console.ui.gate import content, entitle


class ConfirmScreen(ModalScreen[bool]):
    """True when the operator pressed the button that does it; Escape and the focused button mean no."""

    BINDINGS = [
        Binding("escape", "answer(False)", "Back", id="confirm.no"),
        Binding("left,right", "app.focus_next", "Other answer", id="confirm.other", show=False),
    ]
    AUTO_FOCUS = "#no"

    def __init__(self, title: str, question: Content, *, yes: str, no: str = "Cancel") -> None:
        super().__init__()
        self._title, self._question, self._yes, self._no = title, question, yes, no

    def compose(self) -> ComposeResult:
        question = self._question
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, self._title)
            with VerticalScroll(classes="question"):
                yield Static(question)
            with Horizontal(classes="buttons"):
                yield Button(content(self._no, lines=False), id="no", compact=True)
                yield Button(content(self._yes, lines=False), id="yes", variant="warning", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.action_answer(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)
