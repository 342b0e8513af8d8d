"""Outputs of an environment, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.errors import ConsoleError
from console.ui.format import plural
from console.ui.gate import clean, content, styled
from console.ui.line_list import LineList
from console.ui.outputs_view.steps import UNKNOWN, StepList
from console.ui.outputs_view.table import OutputTable, value_text
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName, NextStep
    from console.ui.ports import Output

VALUE_SHOWN = 4000
"""Characters of the highlighted value that are shown below the table; copying takes all."""


class OutputsScreen(ConsoleScreen):
    """Outputs on the left with the highlighted one in full below, procedures on the right."""

    CSS_PATH = "outputs.tcss"
    STEP = "Outputs"
    HELP = """
What the environment gives to others, read from its state, and the procedures that come after a deployment, filled in
with this environment's values. A value that is not known yet is named in angle brackets.

- **c** or **y** copies what is highlighted: an output's value, a whole command, a step's text.
- A sensitive value is masked. **s** reads the highlighted one and shows it until you move on, press s again or leave.
"""
    BINDINGS = [
        Binding("c,y", "copy", "Copy", id="outputs.copy", tooltip="The highlighted value or command, to the clipboard"),
        Binding("s", "reveal", "Show secret", id="outputs.reveal", tooltip="Show the highlighted sensitive value"),
        Binding("r", "refresh", "Refresh", id="outputs.refresh", tooltip="Read the state again"),
        Binding("e", "ecs", "ECS", id="outputs.ecs", tooltip="What runs on ECS: tasks, scaling, deployments"),
        Binding("p", "plan", "Plan", id="outputs.plan", tooltip="What would change now"),
        Binding("escape", "back", "Back", id="outputs.back", tooltip="To where you came from"),
    ]

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self._target = name

    def compose_body(self) -> ComposeResult:
        with Vertical(id="outputs-pane", classes="pane choose"):
            yield Static(id="outputs-note")
            yield Static("Reading the outputs…", id="outputs-empty", classes="empty")
            yield OutputTable(id="outputs")
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="detail-text")
        with Vertical(id="steps-pane", classes="pane know"):
            yield Static("Reading the procedures…", id="steps-empty", classes="empty")
            yield StepList(id="steps")

    def on_mount(self) -> None:
        self.query_one("#outputs-pane").border_title = "Outputs"
        self.query_one("#steps-pane").border_title = "Next steps"
        self._outputs.display = self._steps.display = False
        self.query_one("#outputs-note").display = self.query_one("#detail").display = False
        self.app.context_known.subscribe(self, lambda _: self._say_target())
        self.action_refresh()

    def on_screen_suspend(self) -> None:
        """Leaving the screen masks what was shown."""
        self._outputs.reveal(None)

    @property
    def _outputs(self) -> OutputTable:
        return self.query_one(OutputTable)

    @property
    def _steps(self) -> StepList:
        return self.query_one(StepList)

    def action_refresh(self) -> None:
        services = self.app.services
        self.work("outputs", lambda: services.outputs.read(self._target), self._read, self._unreadable)
        self.work("note", lambda: services.outputs.note(self._target), self._note)
        self.work("steps", lambda: services.outputs.next_steps(self._target), self._read_steps, self._no_steps)

    def _note(self, note: str) -> None:
        said = self.query_one("#outputs-note", Static)
        said.display = bool(note)
        said.update(styled("[$text-warning]! $n[/]", n=note))

    def _read(self, outputs: tuple[Output, ...]) -> None:
        empty = self.query_one("#outputs-empty", Static)
        empty.display = not outputs
        empty.update("The configuration declares no outputs.")
        self._outputs.display = self.query_one("#detail").display = bool(outputs)
        self._outputs.show(outputs)
        self.query_one("#outputs-pane").border_subtitle = plural(len(outputs), "output")
        if outputs:
            self._outputs.focus()
        self._show_detail()

    def _unreadable(self, error: ConsoleError) -> None:
        self._outputs.display = self.query_one("#detail").display = False
        empty = self.query_one("#outputs-empty", Static)
        empty.display = True
        empty.update(styled("$error\n\n[$foreground-muted]p plans it, r reads again.[/]", error=error.message))

    def _read_steps(self, steps: tuple[NextStep, ...]) -> None:
        empty = self.query_one("#steps-empty", Static)
        empty.display = not steps
        empty.update("The preset names no procedures (next_steps).")
        self._steps.display = bool(steps)
        self._steps.show(steps)
        self._say_target()

    def _say_target(self) -> None:
        """What the procedures call is AWS itself, also where the environment is in the sandbox."""
        if self._steps.display and self.app.context is not None and self.app.context.sandbox:
            self.query_one("#steps-pane").border_subtitle = "written for AWS, not for the sandbox"

    def _no_steps(self, error: ConsoleError) -> None:
        self._steps.display = False
        empty = self.query_one("#steps-empty", Static)
        empty.display = True
        empty.update(content(error.message))

    @on(LineList.Highlighted, "#outputs")
    def _moved(self) -> None:
        self._outputs.reveal(None)
        self._show_detail()

    def _show_detail(self) -> None:
        output = self._outputs.current
        text = self.query_one("#detail-text", Static)
        if output is None:
            text.update(Content())
            return
        if self._outputs.masked(output):
            value = styled("[i $text-secondary](sensitive)[/]  [$foreground-muted]s shows it[/]")
        else:
            value = content(value_text(output.value), limit=VALUE_SHOWN)
        description = content(output.description or "no description", "$foreground-muted")
        text.update(Content("\n").join([description, value]))

    # --- What an operator can do ---

    def action_plan(self) -> None:
        self.app.open_preview(self._target)

    def action_ecs(self) -> None:
        self.app.open_place("ecs", self._target)

    def action_copy(self) -> None:
        """Copy what is highlighted in the focused pane; a masked value is not copied."""
        if self._steps.has_focus:
            text = self._steps.copies
            if text:
                self.app.copy_to_clipboard(text)
                self.app.tell("Copied. A value in it is not known yet: see <…>." if UNKNOWN.search(text) else "Copied.")
            return
        output = self._outputs.current
        if output is None:
            return
        if self._outputs.masked(output):
            self.app.fail(ConsoleError(f"{output.name} is sensitive: press s to show it, then copy."))
            return
        self.app.copy_to_clipboard(clean(value_text(output.value), lines=True))
        self.app.tell(f"Copied {output.name}.")

    def action_reveal(self) -> None:
        """Show the highlighted sensitive value, or mask it again."""
        output = self._outputs.current
        if output is None or not output.sensitive:
            return
        if not self._outputs.masked(output):
            self._outputs.reveal(None)
            self._show_detail()
            return

        def show(outputs: tuple[Output, ...]) -> None:
            current = self._outputs.current
            clear = next((each for each in outputs if each.name == output.name), None)
            if clear is not None and current is not None and current.name == output.name:
                self._outputs.reveal(clear)
                self._show_detail()

        self.work("reveal", lambda: self.app.services.outputs.read(self._target, reveal=True), show)
