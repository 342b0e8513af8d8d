"""Stopping a run: gracefully by one interrupt, or, after that, by force and with the run's id typed."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from console.ui.format import plural
from console.ui.gate import styled


class StopScreen(ModalScreen[bool]):
    """Answers True for "stop gracefully". The focus starts on "keep running"."""

    BINDINGS = [Binding("escape", "keep", "Keep running", id="stop.keep", tooltip="Back; nothing is interrupted")]
    AUTO_FOCUS = "#keep"

    def __init__(self, run_id: str, running: int) -> None:
        super().__init__()
        self._run_id = run_id
        self._in_flight = running

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Stop this run?"
            yield Static(
                styled(
                    "Run [b]$run[/] gets one interrupt: Terraform ends what it has begun as far as it can, saves the "
                    "state and releases the lock. What waits is not started.\n\n$in_flight",
                    run=self._run_id,
                    in_flight=self._words,
                )
            )
            with Horizontal(classes="buttons"):
                yield Button("Keep running", id="keep")
                yield Button("Stop gracefully", id="stop", variant="warning")

    @property
    def _words(self) -> Content:
        if not self._in_flight:
            return Content("Nothing is in flight.")
        count = plural(self._in_flight, "resource")
        return styled("[$text-warning]In flight: $count[/], which may exist afterwards without being in the state. "
                      "They will be listed.", count=count)  # fmt: skip

    @on(Button.Pressed, "#stop")
    def _stop(self) -> None:
        self.dismiss(True)

    @on(Button.Pressed, "#keep")
    def action_keep(self) -> None:
        self.dismiss(False)


class ForceStopScreen(ModalScreen["str | None"]):
    """Answers with the run's id as it was typed, or None. A second interrupt may lose what Terraform has not saved."""

    BINDINGS = [Binding("escape", "wait", "Wait", id="force.wait", tooltip="Back; the run goes on stopping")]
    AUTO_FOCUS = "#wait"

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run_id = run_id

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Force it to stop?"
            yield Static(
                styled(
                    "Run [b]$run[/] is stopping. A second interrupt ends Terraform at once: [b $text-error]the state "
                    "may lose resources that exist[/], and the lock may stay. Waiting costs nothing.\n\n"
                    "Type [b]$run[/] to force it:",
                    run=self._run_id,
                )
            )
            yield Input(id="typed", placeholder=self._run_id)
            with Horizontal(classes="buttons"):
                yield Button("Wait", id="wait")
                yield Button("Force stop", id="force", variant="error", disabled=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.query_one("#force", Button).disabled = event.value.strip() != self._run_id

    @on(Button.Pressed, "#force")
    @on(Input.Submitted)
    def _force(self) -> None:
        typed = self.query_one("#typed", Input).value.strip()
        if typed == self._run_id:
            self.dismiss(typed)

    @on(Button.Pressed, "#wait")
    def action_wait(self) -> None:
        self.dismiss(None)
