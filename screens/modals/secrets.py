"""Values that are kept nowhere and have to be given again before an apply starts."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from console.ui.gate import content


class SecretsScreen(ModalScreen["dict[str, str] | None"]):
    """Asks for each variable by name, masked; answers with name -> text, or None."""

    BINDINGS = [Binding("escape", "cancel", "Cancel", id="secrets.cancel", tooltip="Back; nothing is started")]
    AUTO_FOCUS = "Input"
    CSS = """
    SecretsScreen VerticalScroll { height: auto; max-height: 14; }
    SecretsScreen Label { margin-top: 1; }
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(names)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Sensitive values"
            yield Static(
                "They were not kept: give them again. They go to Terraform by its environment, and to no file."
            )
            with VerticalScroll(can_focus=False):
                for name in self._names:
                    yield Label(content(name, lines=False))
                    yield Input(password=True)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel")
                yield Button("Go on", id="go", variant="primary", disabled=True)

    @property
    def _values(self) -> dict[str, str]:
        return dict(zip(self._names, (field.value for field in self.query(Input)), strict=True))

    @on(Input.Changed)
    def _check(self) -> None:
        self.query_one("#go", Button).disabled = not all(self._values.values())

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        if all(self._values.values()):
            self._go()
        else:
            self.focus_next(Input)

    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        if all(self._values.values()):
            self.dismiss(self._values)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)
