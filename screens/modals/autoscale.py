"""Autoscaling's minimum, maximum and targets: what they do and cost, before they are set."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from console.errors import InputError
from console.ui.ecs_view.bounds import autoscale_content, metric_name
from console.ui.gate import content, entitle, styled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from console.domain.ecs import Autoscaling
    from console.services.autoscaling import AutoscalingPlan

    Preview = Callable[[int, int, Mapping[str, Decimal]], AutoscalingPlan]


@dataclass(frozen=True, slots=True)
class AutoscaleAnswer:
    """The plan that was agreed to; `durably` asks for the variables instead of the service."""

    plan: AutoscalingPlan
    durably: bool


class AutoscaleScreen(ModalScreen[AutoscaleAnswer | None]):
    """The numbers first; Enter leads to Cancel, so that nothing is done by pressing Enter."""

    CSS_PATH = "autoscale.tcss"
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="autoscale.cancel", tooltip="Nothing is changed"),
        Binding("down,right", "app.focus_next", "Next", id="autoscale.next", show=False),
        Binding("up,left", "app.focus_previous", "Previous", id="autoscale.previous", show=False),
    ]
    AUTO_FOCUS = "#minimum"

    def __init__(self, name: str, before: Autoscaling, preview: Preview) -> None:
        super().__init__()
        self._name, self._before, self._preview = name, before, preview
        self._plan = preview(before.minimum, before.maximum, {})
        self._targets = {
            f"target-{number}": policy for number, policy in enumerate(before.policies) if policy.target is not None
        }

    def compose(self) -> ComposeResult:
        where = " in the SANDBOX" if self._plan.sandbox else ""
        with Vertical(classes="dialog", id="autoscale") as dialog:
            entitle(dialog, f"Autoscaling of {self._name}{where}", "up down: from field to field")
            yield from _field("Fewest tasks", "minimum", str(self._before.minimum), number=True)
            yield from _field("Most tasks", "maximum", str(self._before.maximum), number=True)
            for name, policy in self._targets.items():
                yield from _field(f"{metric_name(policy)} at %", name, str(policy.target))
            with VerticalScroll(classes="question", can_focus=False):
                yield Static(id="preview")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Durably, by a plan…", id="durably", compact=True)
                yield Button("Set now", id="now", variant="warning", compact=True)

    def on_mount(self) -> None:
        self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        problem = ""
        try:
            targets = {policy.metric: self._percent(name) for name, policy in self._targets.items()}
            self._plan = self._preview(self._count("minimum"), self._count("maximum"), targets)
        except InputError as error:
            problem = error.message
        said = styled("[$text-error]! $p[/]", p=problem) if problem else autoscale_content(self._plan)
        self.query_one("#preview", Static).update(said)
        self.query_one("#now", Button).disabled = bool(problem) or not self._plan.changes
        self.query_one("#durably", Button).disabled = bool(problem) or not self._bounds_differ

    @property
    def _bounds_differ(self) -> bool:
        return (self._plan.minimum, self._plan.maximum) != (self._before.minimum, self._before.maximum)

    def _count(self, name: str) -> int:
        try:
            return int(self.query_one(f"#{name}", Input).value)
        except ValueError:
            raise InputError("Both bounds are numbers of tasks.") from None

    def _percent(self, name: str) -> Decimal:
        try:
            found = Decimal(self.query_one(f"#{name}", Input).value)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            raise InputError("A target is a percentage, for example 60.")
        return found

    @on(Input.Submitted)
    def _to_the_answers(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#now")
    def _now(self) -> None:
        self.dismiss(AutoscaleAnswer(self._plan, durably=False))

    @on(Button.Pressed, "#durably")
    def _durably(self) -> None:
        self.dismiss(AutoscaleAnswer(self._plan, durably=True))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)


def _field(label: str, name: str, value: str, *, number: bool = False) -> ComposeResult:
    with Horizontal(classes="field"):
        yield Static(content(label, lines=False), classes="label")
        yield Input(value, id=name, type="integer" if number else "number", max_length=6, compact=True)
