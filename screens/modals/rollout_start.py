"""Beginning a rollout: which environments, what is changed, why; with the gates, the cost now, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Static

from console.errors import InputError
from console.ui.format import usd
from console.ui.gate import content, entitle, styled
from console.ui.rollout_view.rows import gate_words

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.domain.overview import EnvironmentSummary
    from console.domain.rollout_file import RolloutFile


@dataclass(frozen=True, slots=True)
class StartAnswer:
    """What is to be rolled out, where."""

    names: tuple[str, ...]
    values: dict[str, str]
    why: str


class StartScreen(ModalScreen[StartAnswer | None]):
    """Answers with what to roll out, or None. Enter leads to Cancel, so that nothing begins by pressing Enter."""

    CSS_PATH = "rollout_start.tcss"
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="start.cancel", tooltip="Nothing begins"),
        Binding("down", "app.focus_next", "Next", id="start.next", show=False),
        Binding("up", "app.focus_previous", "Previous", id="start.previous", show=False),
    ]
    AUTO_FOCUS = "#values"

    def __init__(
        self, system: str, file: RolloutFile, summaries: Mapping[EnvironmentName, EnvironmentSummary], where: str
    ) -> None:
        super().__init__()
        self._system, self._file, self._where = system, file, where
        self._summaries = {str(name): summary for name, summary in summaries.items()}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="start") as dialog:
            entitle(dialog, f"Roll {self._system} out{self._where}")
            with Horizontal(id="names"):
                for name in self._file.order:
                    yield Checkbox(content(name), value=True, id=f"in-{name}", compact=True)
            with Horizontal(classes="field"):
                yield Static("Changes", classes="label")
                yield Input(id="values", placeholder="image_tag=v1.5.0, max_count=6", compact=True)
            with Horizontal(classes="field"):
                yield Static("Why", classes="label")
                yield Input(id="why", placeholder="what the change is for", compact=True)
            with VerticalScroll(classes="question"):
                yield Static(id="preview")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Begin", id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        self._show()

    @property
    def _names(self) -> tuple[str, ...]:
        """In the file's order."""
        return tuple(name for name in self._file.order if self.query_one(f"#in-{name}", Checkbox).value)

    @on(Input.Changed)
    @on(Checkbox.Changed)
    def _show(self) -> None:
        problem = ""
        try:
            read_values(self.query_one("#values", Input).value)
        except InputError as error:
            problem = error.message
        if not self._names:
            problem = "Choose at least one environment."
        self.query_one("#yes", Button).disabled = bool(problem)
        said = styled("[$text-error]! $p[/]\n\n", p=problem) if problem else Content()
        self.query_one("#preview", Static).update(said + self._preview())

    def _preview(self) -> Content:
        lines = []
        for name in self._names:
            summary = self._summaries.get(f"{self._system}/{name}")
            lines.append(
                styled(
                    "[b]$name[/]  [$foreground-muted]$state, $cost[/]\n  $gates",
                    name=f"{self._system}/{name}", state=summary.state.value if summary else "not known",
                    cost=_cost_words(summary), gates=gate_words(self._file.environments[name]),
                )
            )  # fmt: skip
        lines.append(
            styled(
                "[$foreground-muted]What happens:[/] each is checked and planned, and nothing is applied before its "
                "gates are open. The same values and the same configuration go to each; the next begins when the one "
                "before has baked.\n[$foreground-muted]The way back:[/] p pauses, x ends it, b rolls an environment "
                "back to what ran before; what failed never reaches the next."
            )
        )
        return Content("\n").join(lines)

    @on(Input.Submitted, "#values")
    def _to_why(self) -> None:
        self.query_one("#why").focus()

    @on(Input.Submitted, "#why")
    def _to_the_answers(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#yes")
    def _agreed(self) -> None:
        values = read_values(self.query_one("#values", Input).value)
        why = self.query_one("#why", Input).value.strip()
        self.dismiss(StartAnswer(tuple(f"{self._system}/{name}" for name in self._names), values, why))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)


def read_values(text: str) -> dict[str, str]:
    """`image_tag=v1.5.0, max_count=6`: a comma parts them outside of brackets and quotes. Raises InputError."""
    values: dict[str, str] = {}
    for part in _parted(text):
        name, equals, value = part.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise InputError(f"{part.strip()[:40]!r} is no change: write NAME=VALUE, more of them with commas between.")
        values[name.strip()] = value.strip()
    return values


def _parted(text: str) -> list[str]:
    parts, depth, quoted = [""], 0, False
    for sign in text:
        if sign == '"':
            quoted = not quoted
        elif not quoted:
            depth += (sign in "[{(") - (sign in ")}]")
        if sign == "," and depth <= 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part for part in parts if part.strip()]


def _cost_words(summary: EnvironmentSummary | None) -> str:
    if summary is None or summary.monthly_usd is None:
        return "its cost is not known yet"
    return f"{'' if summary.monthly_complete else 'at least '}{usd(summary.monthly_usd)} USD/month now"
