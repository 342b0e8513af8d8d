"""One usage assumption as three figures: at least, most likely, at most."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pydantic import ValidationError
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Static

from console.domain.environment import UsageRange
from console.ui.cost_view.assumptions import meaning_content
from console.ui.gate import entitle, styled

if TYPE_CHECKING:
    from console.domain.usage import AssumedUsage

FIELDS = ("low", "expected", "high")


class EditUsageScreen(ModalScreen[UsageRange | None]):
    """The three figures when they were accepted, None when they were given up."""

    CSS = """
    EditUsageScreen Horizontal { height: 1; }
    EditUsageScreen Horizontal Static { width: 12; }
    EditUsageScreen Input { width: 1fr; }
    EditUsageScreen .words { height: auto; margin-bottom: 1; color: $foreground-muted; }
    EditUsageScreen #usage-problem { height: auto; min-height: 1; }
    """
    BINDINGS = [
        Binding("enter", "accept", "Take over", id="usage.take_over", priority=True,
                tooltip="Assume these figures; the total follows"),
        Binding("escape", "dismiss(None)", "Give up", id="usage.give_up", priority=True, key_display="esc"),
    ]  # fmt: skip
    AUTO_FOCUS = "#expected"

    def __init__(self, row: AssumedUsage) -> None:
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, f"Assume {self._row.key}", f"{self._row.unit} a month")
            yield Static(meaning_content(self._row), classes="words")
            for name in FIELDS:
                figure = getattr(self._row.amount, name) if self._row.amount is not None else None
                with Horizontal():
                    yield Static(name)
                    yield Input("" if figure is None else f"{figure:f}", id=name, compact=True)
            yield Static(id="usage-problem")
        yield Footer(show_command_palette=False, compact=True)

    def _read(self) -> UsageRange | str:
        """The figures, or the sentence that says why they are none. Low and high left empty are as expected."""
        figures: dict[str, Decimal] = {}
        for name in ("expected", "low", "high"):
            text = self.query_one(f"#{name}", Input).value.strip().replace(",", "")
            try:
                figures[name] = Decimal(text) if text or name == "expected" else figures["expected"]
            except InvalidOperation:
                return f"{name} must be a number from 0 up."
            if not figures[name].is_finite() or figures[name] < 0:
                return f"{name} must be a number from 0 up."
        try:
            return UsageRange(**figures)
        except ValidationError:
            return "The figures must go up from low over expected to high."

    @on(Input.Changed)
    def _say(self) -> None:
        found = self._read()
        said = styled("[$text-error]! $p[/]", p=found) if isinstance(found, str) else Content()
        self.query_one("#usage-problem", Static).update(said)

    def action_accept(self) -> None:
        found = self._read()
        if isinstance(found, UsageRange):
            self.dismiss(found)
        else:
            self._say()
