"""The approval of one environment's plan in a rollout: what speaks against it, acknowledged one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static, Switch

from console.domain.rollout import EnvironmentRollout, Finding, RolloutRecord, RolloutStage
from console.services.rollouts.approvals import ApprovalRequest, own_plan
from console.services.run_store import whoami
from console.ui.gate import content, entitle, styled
from console.ui.host import Host

if TYPE_CHECKING:
    from console.services.rollouts.approvals import Wanted
    from console.ui.rollout_view.approval_words import Shown


class RolloutApproveScreen(ModalScreen[ApprovalRequest | None]):
    """Answers with what is said, or None. Nothing is approved by a single Enter: the focus starts on Cancel."""

    CSS_PATH = "rollout_approve.tcss"
    BINDINGS = [Binding("escape", "cancel", "Cancel", id="approve.cancel", tooltip="Nothing is approved")]
    AUTO_FOCUS = "#cancel"
    app = getters.app(Host)

    def __init__(self, record: RolloutRecord, part: EnvironmentRollout, shown: Shown, wanted: Wanted) -> None:
        super().__init__()
        self._part, self._shown, self._wanted = part, shown, wanted
        self._where = " in the SANDBOX" if record.sandbox else ""
        self._own = own_plan(record, part, whoami(), "")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="rollout-approve") as dialog:
            entitle(dialog, f"Approve {self._part.run} of the rollout{self._where}")
            with VerticalScroll(classes="question"):
                counts, cost, destructive = self._shown.counts, self._shown.cost, self._shown.destructive
                yield Static(counts)
                yield Static(cost)
                yield Static(destructive, id="destructive")
                yield Static(self._against(), id="against")
            for number, word in enumerate(self._wanted.acknowledgements):
                with Horizontal(classes="acknowledge"):
                    yield Switch(id=f"word-{number}")
                    yield Static(styled("I know: [b $text-error]$w[/]", w=self._shown.words.get(word, word)))
            for number, address in enumerate(self._wanted.destroys):
                yield Static(styled("Type [b]$address[/]: what it holds is lost.", address=address))
                yield Input(id=f"lost-{number}", placeholder=address, compact=True)
            if self._wanted.typed_name:
                yield Static(styled("Type [b]$name[/] to approve:", name=self._part.environment))
                yield Input(id="typed", placeholder=self._part.environment, compact=True)
            with Horizontal(classes="field"):
                yield Static("Why", classes="label")
                yield Input(id="why", placeholder="for the record", compact=True)
            yield Static(id="missing")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button(content(f"Approve as {whoami()}", lines=False), id="go", variant="warning", compact=True)

    def on_mount(self) -> None:
        self._check()

    def _against(self) -> Content:
        """What the guards found, the worst first; where they found nothing, that."""
        seen = [
            each for stage in (RolloutStage.PREFLIGHT, RolloutStage.GUARDS)
            for each in self._part.stage(stage).evidence if each.finding in (Finding.FAILED, Finding.UNKNOWN)
        ]  # fmt: skip
        if not seen:
            return styled("[$text-success]Neither preflight nor guards found anything against it.[/]")
        return Content("\n").join(styled("[b $text-error]$c[/]: $t", c=each.check, t=each.text) for each in seen)

    @property
    def _missing(self) -> str:
        if self._own:
            return self._own
        for number, address in enumerate(self._wanted.destroys):
            if self.query_one(f"#lost-{number}", Input).value.strip() != address:
                return "Each address whose data is lost has to be typed as it is."
        for number, word in enumerate(self._wanted.acknowledgements):
            if not self.query_one(f"#word-{number}", Switch).value:
                return f"Acknowledge to go on: {word}."
        if self._wanted.typed_name and self.query_one("#typed", Input).value.strip() != self._part.environment:
            return "The environment's name has to be typed as it is."
        return ""

    @on(Input.Changed)
    @on(Switch.Changed)
    def _check(self) -> None:
        missing = self._missing
        self.query_one("#go", Button).disabled = bool(missing)
        self.query_one("#missing", Static).update(
            content(missing, "$text-warning" if self._own else "$foreground-muted")
        )

    @on(Input.Submitted)
    def _to_the_answers(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#go")
    def _approved(self) -> None:
        if self._missing:
            return
        self.dismiss(
            ApprovalRequest(
                why=self.query_one("#why", Input).value.strip(),
                typed_name=self.query_one("#typed", Input).value.strip() if self._wanted.typed_name else "",
                acknowledged=self._wanted.acknowledgements,
                destroys=self._wanted.destroys,
                plan_sha256=self._part.plan_sha256 or "",
            )
        )

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)
