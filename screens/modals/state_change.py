"""A change of the state before it is made: what it does, and the name or ID that it wants typed."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from console.ui.gate import clean, content, entitle, styled


class StateChangeScreen(ModalScreen[str | None]):
    """What was typed (empty where nothing is wanted) when the operator pressed the button that does it, else None."""

    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="state-change.cancel", tooltip="Nothing is changed"),
        Binding("left,right", "app.focus_next", "Other answer", id="state-change.other", show=False),
    ]
    AUTO_FOCUS = "#no"
    CSS = """
    StateChangeScreen > .dialog { width: 90; }
    StateChangeScreen .question { max-height: 24; }
    StateChangeScreen #typed-label { margin-top: 1; }
    """

    def __init__(
        self, title: str, question: Content, *, yes: str, typed: str | None = None, what: str = "name"
    ) -> None:
        super().__init__()
        self._title, self._question, self._yes, self._wanted, self._what = title, question, yes, typed, what

    def compose(self) -> ComposeResult:
        # Composed by `console.ui.state_view.questions`, through the gate, with its colours.
        question = self._question
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, self._title)
            with VerticalScroll(classes="question", can_focus=False):
                yield Static(question)
            if self._wanted is not None:
                label = styled(f"Type the {self._what} [b]$wanted[/] to go on:", wanted=self._wanted)
                yield Static(label, id="typed-label")
                yield Input(id="typed", placeholder=clean(self._wanted), compact=True)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="no", compact=True)
                yield Button(
                    content(self._yes, lines=False),
                    id="yes",
                    variant="warning",
                    compact=True,
                    disabled=self._wanted is not None,
                )

    @property
    def _typed(self) -> str:
        return self.query_one("#typed", Input).value.strip() if self._wanted is not None else ""

    @on(Input.Changed)
    def _check(self) -> None:
        self.query_one("#yes", Button).disabled = self._typed != self._wanted

    @on(Input.Submitted)
    def _to_the_answers(self) -> None:
        self.query_one("#no").focus()

    @on(Button.Pressed, "#yes")
    def _do(self) -> None:
        self.dismiss(self._typed)

    @on(Button.Pressed, "#no")
    def action_cancel(self) -> None:
        self.dismiss(None)
