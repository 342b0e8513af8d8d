"""A few words that are asked for before something is shown; nothing is done with them yet."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from console.ui.gate import clean, content, entitle


class FieldsScreen(ModalScreen[tuple[str, ...] | None]):
    """The texts of the fields in their order, None where it was left. Enter goes to the next field, at the end on."""

    BINDINGS = [Binding("escape", "dismiss(None)", "Back", id="fields.back", tooltip="Nothing is changed")]
    AUTO_FOCUS = "Input"
    CSS = """
    FieldsScreen > .dialog { width: 90; }
    FieldsScreen Input { margin-bottom: 1; }
    """

    def __init__(self, title: str, fields: Mapping[str, str], *, go_on: str = "Show what it does") -> None:
        """`fields` are labels with the texts that stand there at first."""
        super().__init__()
        self._title, self._fields, self._go_on = title, dict(fields), go_on

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, self._title)
            for label, text in self._fields.items():
                yield Static(content(label))
                yield Input(clean(text), select_on_focus=False, compact=True)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="no", compact=True)
                yield Button(content(self._go_on, lines=False), id="yes", variant="primary", compact=True)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        fields = list(self.query(Input))
        if event.input is fields[-1]:
            self._accept()
        else:
            fields[fields.index(event.input) + 1].focus()

    @on(Button.Pressed, "#yes")
    def _accept(self) -> None:
        texts = tuple(field.value.strip() for field in self.query(Input))
        if all(texts):
            self.dismiss(texts)

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)
