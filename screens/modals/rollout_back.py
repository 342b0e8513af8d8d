"""Rolling one environment of a rollout back: services or infrastructure, with what each does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, RadioButton, RadioSet, Static

from console.domain.environment import Protection
from console.domain.rollout import RollBackRequest
from console.domain.rollout_file import OnFailure
from console.ui.gate import content, entitle, styled
from console.ui.rollout_view.questions import back_content

if TYPE_CHECKING:
    from console.domain.environment import Preset
    from console.domain.rollout import EnvironmentRollout, RolloutRecord


class RollBackScreen(ModalScreen[RollBackRequest | None]):
    """Answers with how to go back, or None. The focus starts on Cancel."""

    CSS_PATH = "rollout_back.tcss"
    BINDINGS = [Binding("escape", "cancel", "Cancel", id="back.cancel", tooltip="Everything stays as it is")]
    AUTO_FOCUS = "#cancel"

    def __init__(self, record: RolloutRecord, part: EnvironmentRollout, preset: Preset | None, where: str) -> None:
        super().__init__()
        self._record, self._part, self._where = record, part, where
        # A preset that cannot be read may be of a protected environment: it is asked for.
        self._typed = preset is None or preset.protection is not Protection.OPEN

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="roll-back") as dialog:
            entitle(dialog, f"Roll back {self._part.environment}{self._where}?")
            with RadioSet(id="how", compact=True):
                yield RadioButton("Services: what ran before the apply", value=True, compact=True)
                yield RadioButton("Infrastructure: the run before, planned and applied", compact=True)
            with VerticalScroll(classes="question"):
                yield Static(id="does")
            with Horizontal(classes="field"):
                yield Static("Why", classes="label")
                yield Input(id="why", compact=True, placeholder="for the record")
            if self._typed:
                yield Static(styled("Type [b]$n[/] to roll it back:", n=self._part.environment), classes="typed-name")
                yield Input(id="typed", classes="typed-name", compact=True, placeholder=self._part.environment)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Roll back", id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        self._show()

    @property
    def _how(self) -> OnFailure:
        infrastructure = self.query_one("#how", RadioSet).pressed_index == 1
        return OnFailure.ROLL_BACK_INFRASTRUCTURE if infrastructure else OnFailure.ROLL_BACK_SERVICE

    @on(RadioSet.Changed)
    @on(Input.Changed)
    def _show(self) -> None:
        plans = self._how is OnFailure.ROLL_BACK_INFRASTRUCTURE
        self.query_one("#does", Static).update(
            back_content(self._part, self._how)
            + content("\n\nThe rollout ends with it. The way on again: another rollout.")
        )
        # A plan changes nothing: the name is asked for when it has been looked at.
        for asked in self.query(".typed-name"):
            asked.display = not plans
        typed = plans or not self._typed or self.query_one("#typed", Input).value.strip() == self._part.environment
        yes = self.query_one("#yes", Button)
        yes.label = "Plan it…" if plans else "Roll back"
        yes.disabled = not typed or (plans and self._part.before is None)

    @on(Input.Submitted)
    def _to_the_answers(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#yes")
    def _agreed(self) -> None:
        typed = self.query_one("#typed", Input).value.strip() if self._typed else ""
        why = self.query_one("#why", Input).value.strip()
        self.dismiss(RollBackRequest(how=self._how, why=why, typed_name=typed))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)
