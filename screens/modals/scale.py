"""How many tasks: what that does, costs and who may undo it, before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from console.domain.ecs import MOST_TASKS
from console.errors import InputError
from console.ui.ecs_view.facts import scale_content
from console.ui.gate import content, entitle, styled

if TYPE_CHECKING:
    from collections.abc import Callable

    from console.services.scaling import ScalePlan


@dataclass(frozen=True, slots=True)
class ScaleAnswer:
    """The plan that was agreed to; `durably` asks for the variables instead of the service."""

    plan: ScalePlan
    typed: str | None
    durably: bool


class ScaleScreen(ModalScreen[ScaleAnswer | None]):
    """The number first; Enter leads to Cancel, so that nothing is done by pressing Enter."""

    CSS_PATH = "scale.tcss"
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="scale.cancel", tooltip="Nothing is changed"),
        Binding("up", "step(1)", "One more", id="scale.up", tooltip="One task more"),
        Binding("down", "step(-1)", "One less", id="scale.down", tooltip="One task less"),
        Binding("right", "app.focus_next", "Next", id="scale.next", show=False),
        Binding("left", "app.focus_previous", "Previous", id="scale.previous", show=False),
    ]
    AUTO_FOCUS = "#count"

    def __init__(self, preview: Callable[[int], ScalePlan], desired: int) -> None:
        super().__init__()
        self._preview = preview
        self._plan = preview(desired)

    def compose(self) -> ComposeResult:
        address = self._plan.service.address
        where = " in the SANDBOX" if self._plan.sandbox else ""
        with Vertical(classes="dialog", id="scale") as dialog:
            entitle(dialog, f"Scale {address.name}{where}", "up down: one more, one less")
            with Horizontal(id="wanted"):
                yield Static(content("Desired tasks"), id="label")
                yield Input(str(self._plan.desired), id="count", type="integer", max_length=5, compact=True)
            with VerticalScroll(classes="question", can_focus=False):
                yield Static(id="preview")
            yield Static(styled("Type [b]$name[/] to stop every task of it:", name=address.name), id="typed-label")
            yield Input(id="typed", placeholder=address.name, compact=True)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Durably, by a plan…", id="durably", compact=True)
                yield Button("Scale now", id="now", variant="warning", compact=True)

    def on_mount(self) -> None:
        self._show()

    @property
    def _count(self) -> int | None:
        try:
            return int(self.query_one("#count", Input).value)
        except ValueError:
            return None

    @on(Input.Changed)
    def _show(self) -> None:
        problem = ""
        count = self._count
        try:
            if count is None:
                raise InputError(f"A number of tasks is wanted, 0 to {MOST_TASKS}.")
            self._plan = self._preview(count)
        except InputError as error:
            problem = error.message
        said = styled("[$text-error]! $p[/]", p=problem) if problem else scale_content(self._plan)
        self.query_one("#preview", Static).update(said)
        wants_name = not problem and self._plan.typed is not None
        for widget in ("#typed-label", "#typed"):
            self.query_one(widget).display = wants_name
        untyped = wants_name and self._typed != self._plan.typed
        self.query_one("#now", Button).disabled = bool(problem) or untyped or not self._plan.changes
        self.query_one("#durably", Button).disabled = bool(problem)

    @property
    def _typed(self) -> str:
        return self.query_one("#typed", Input).value.strip()

    def action_step(self, by: int) -> None:
        """One task more or less."""
        count = self._count
        self.query_one("#count", Input).value = str(min(max((count or 0) + by, 0), MOST_TASKS))

    @on(Input.Submitted)
    def _to_the_answers(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#now")
    def _now(self) -> None:
        self.dismiss(ScaleAnswer(self._plan, self._typed or None, durably=False))

    @on(Button.Pressed, "#durably")
    def _durably(self) -> None:
        self.dismiss(ScaleAnswer(self._plan, None, durably=True))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)
