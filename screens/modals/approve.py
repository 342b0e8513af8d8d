"""The approval of a reviewed plan: everything that matters once more, and Cancel where the focus is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static, Switch

from console.domain.environment import Protection
from console.domain.run import RunKind
from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST, Approval, data_refused
from console.ui.gate import content, styled
from console.ui.host import Host
from console.ui.plan_view.summary import (
    cost_content,
    counts_content,
    destructive_content,
    over_budget_words,
    question,
    unknown_cost_words,
    where_content,
)

if TYPE_CHECKING:
    from console.domain.context import Context
    from console.ui.ports import Reviewed


class ApproveScreen(ModalScreen[Approval | None]):
    """Answers with the Approval, or None. Nothing is approved by a single Enter: the focus starts on Cancel."""

    BINDINGS = [Binding("escape", "cancel", "Cancel", id="approve.cancel", tooltip="Back to the preview")]
    CSS_PATH = "approve.tcss"
    AUTO_FOCUS = "#cancel"
    app = getters.app(Host)

    def __init__(self, reviewed: Reviewed, context: Context | None, by: str) -> None:
        super().__init__()
        self._reviewed = reviewed
        self._surroundings = context
        self._by = by
        asked = {OVER_BUDGET: over_budget_words(reviewed), UNKNOWN_COST: unknown_cost_words(reviewed)}
        self._asked = {what: words for what, words in asked.items() if words}
        # What an open environment loses by a destroy is as gone as anywhere else.
        self._lost = reviewed.record.data_lost
        self._refused = data_refused(reviewed.record, reviewed.preset)
        self._typed = reviewed.preset.protection is not Protection.OPEN or reviewed.record.kind is RunKind.DESTROY

    @property
    def _target(self) -> str:
        return str(self._reviewed.record.name)

    def compose(self) -> ComposeResult:
        verb, number = question(self._reviewed), self._reviewed.record.number
        with Vertical(classes="dialog", id="approve") as dialog:
            dialog.border_title = content(f"{verb} plan #{number} to {self._target}", lines=False)
            if self._reviewed.record.only_upgrades:
                dialog.border_title = content(f"Keep the upgrade of {self._target} of plan #{number}", lines=False)
            if self._reviewed.record.kind is RunKind.DESTROY:
                dialog.border_title = content(f"DESTROY {self._target} with plan #{number}", lines=False)
            yield Static(where_content(self._reviewed, self._surroundings))
            if self._reviewed.record.scope:
                yield Static(styled("[b $text-warning]$scope[/]", scope=self._reviewed.record.scope))
            for change in self._reviewed.record.provider_changes if self._reviewed.record.upgrade else ():
                yield Static(styled("Lock file: $change", change=change))
            yield Static(counts_content(self._reviewed))
            yield Static(cost_content(self._reviewed, self.app.now().date()))
            with VerticalScroll(id="destructive", can_focus=bool(self._reviewed.plan.destructive)):
                yield Static(destructive_content(self._reviewed))
            for what, words in self._asked.items():
                with Horizontal(classes="acknowledge"):
                    yield Switch(id=what.replace(" ", "-"))
                    yield Static(styled("I know that [b $text-error]$words[/].", words=words))
            for number, address in enumerate(self._lost if not self._refused else ()):
                yield Static(styled("Type [b]$address[/]: what it holds is lost.", address=address), classes="lost")
                yield Input(id=f"lost-{number}", classes="typed", placeholder=address)
            if self._typed:
                yield Static(styled("Type [b]$name[/] to approve:", name=self._target), id="typed-label")
                yield Input(id="typed", classes="typed", placeholder=self._target)
            yield Static(Content(), id="missing")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel")
                yield Button(verb, id="go", variant="error" if self._reviewed.plan.destructive else "success")

    def on_mount(self) -> None:
        self._check()

    @property
    def _missing(self) -> str:
        if self._refused:
            return self._refused
        for number, address in enumerate(self._lost):
            if self.query_one(f"#lost-{number}", Input).value.strip() != address:
                return "Each address whose data is lost has to be typed as it is."
        for what in self._asked:
            if not self.query_one(f"#{what.replace(' ', '-')}", Switch).value:
                return "Acknowledge the budget to go on." if what == OVER_BUDGET else "Acknowledge the cost to go on."
        if self._typed and self.query_one("#typed", Input).value.strip() != self._target:
            return "The environment's name has to be typed as it is."
        return ""

    @on(Input.Changed)
    @on(Switch.Changed)
    def _check(self) -> None:
        missing = self._missing
        self.query_one("#go", Button).disabled = bool(missing)
        self.query_one("#missing", Static).update(content(missing, "$foreground-muted"))

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def _approve(self) -> None:
        if self._missing:
            return
        self.dismiss(
            Approval(
                by=self._by,
                typed_name=self.query_one("#typed", Input).value.strip() if self._typed else None,
                acknowledged=tuple(self._asked),
                destroys=tuple(self._lost),
            )
        )

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)
