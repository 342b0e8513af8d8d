"""How many tasks or instances: what that does, costs and who may undo it, before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from console.errors import InputError
from console.ui.gate import content, entitle, styled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.content import Content


class Counted(Protocol):
    """A plan of a number: of a service's tasks, of a group's instances."""

    @property
    def desired(self) -> int: ...
    @property
    def typed(self) -> str | None: ...
    @property
    def changes(self) -> bool: ...
    @property
    def sandbox(self) -> bool: ...


Plan = TypeVar("Plan", bound=Counted)


@dataclass(frozen=True, slots=True)
class ScaleAnswer(Generic[Plan]):
    """The plan that was agreed to; `durably` asks for the variables instead of the thing itself."""

    plan: Plan
    typed: str | None
    durably: bool


@dataclass(frozen=True, slots=True)
class Scaled(Generic[Plan]):
    """What is scaled: its name, what there are of it, the most there can be, and what a number would do."""

    name: str
    things: str
    most: int
    desired: int
    preview: Callable[[int], Plan]
    """Raises InputError for a number that cannot be."""
    says: Callable[[Plan], Content]


class ScaleScreen(ModalScreen[ScaleAnswer[Plan] | None], Generic[Plan]):
    """The number first; Enter leads to Cancel, so that nothing is done by pressing Enter."""

    CSS_PATH = "scale.tcss"
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="scale.cancel", tooltip="Nothing is changed"),
        Binding("up", "step(1)", "One more", id="scale.up", tooltip="One more"),
        Binding("down", "step(-1)", "One less", id="scale.down", tooltip="One less"),
        Binding("right", "app.focus_next", "Next", id="scale.next", show=False),
        Binding("left", "app.focus_previous", "Previous", id="scale.previous", show=False),
    ]
    AUTO_FOCUS = "#count"

    def __init__(self, scaled: Scaled[Plan]) -> None:
        super().__init__()
        self._scaled = scaled
        self._plan = scaled.preview(scaled.desired)

    def compose(self) -> ComposeResult:
        name, things = self._scaled.name, self._scaled.things
        where = " in the SANDBOX" if self._plan.sandbox else ""
        with Vertical(classes="dialog", id="scale") as dialog:
            entitle(dialog, f"Scale {name}{where}", "up down: one more, one less")
            with Horizontal(id="wanted"):
                yield Static(content(f"Desired {things}"), id="label")
                yield Input(str(self._plan.desired), id="count", type="integer", max_length=5, compact=True)
            with VerticalScroll(classes="question", can_focus=False):
                yield Static(id="preview")
            yield Static(
                styled("Type [b]$name[/] to stop every $one of it:", name=name, one=things.removesuffix("s")),
                id="typed-label",
            )
            yield Input(id="typed", placeholder=name, compact=True)
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
                raise InputError(f"A number of {self._scaled.things} is wanted, 0 to {self._scaled.most}.")
            self._plan = self._scaled.preview(count)
        except InputError as error:
            problem = error.message
        said = styled("[$text-error]! $p[/]", p=problem) if problem else self._scaled.says(self._plan)
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
        """One more or less."""
        count = self._count
        self.query_one("#count", Input).value = str(min(max((count or 0) + by, 0), self._scaled.most))

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
