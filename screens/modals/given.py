"""A question with fields to fill: names, moments, percentages, or a name to be typed before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from console.ui.gate import clean, content, entitle, styled


@dataclass(frozen=True, slots=True)
class Given:
    """A field: what it is for, what it begins with, and what it has to be before the answer is taken."""

    label: str
    value: str = ""
    must: str | None = None


class GivenScreen(ModalScreen[tuple[str, ...] | None]):
    """What was filled in, None for nothing. Enter leads to Cancel, so that nothing is done by pressing Enter."""

    CSS_PATH = "given.tcss"
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="given.cancel", tooltip="Nothing is done"),
        Binding("down,right", "app.focus_next", "Next", id="given.next", show=False),
        Binding("up,left", "app.focus_previous", "Previous", id="given.previous", show=False),
    ]
    AUTO_FOCUS = "#field-0"

    def __init__(self, title: str, question: Content, fields: Sequence[Given], *, yes: str) -> None:
        super().__init__()
        self._title, self._question, self._fields, self._yes = title, question, fields, yes

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="given") as dialog:
            entitle(dialog, self._title)
            with VerticalScroll(classes="question", can_focus=False):
                yield Static(styled("$q", q=self._question))
            for number, field in enumerate(self._fields):
                with Horizontal(classes="field"):
                    yield Static(content(field.label, lines=False), classes="label")
                    hint = clean(field.must or "")
                    yield Input(clean(field.value), id=f"field-{number}", placeholder=hint, compact=True)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button(content(self._yes, lines=False), id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        self._changed()

    @property
    def _values(self) -> tuple[str, ...]:
        return tuple(self.query_one(f"#field-{n}", Input).value.strip() for n in range(len(self._fields)))

    @on(Input.Changed)
    def _changed(self) -> None:
        fits = all(
            value == field.must if field.must is not None else bool(value)
            for field, value in zip(self._fields, self._values, strict=True)
        )
        self.query_one("#yes", Button).disabled = not fits

    @on(Input.Submitted)
    def _to_the_answers(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#yes")
    def _taken(self) -> None:
        self.dismiss(self._values)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)
