"""Leaving while something is under way or unsaved."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from console.ui.format import duration
from console.ui.gate import entitle, styled

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.ui.run_session import RunSession


class QuitChoice(Enum):
    STAY = "stay"
    STOP = "stop"
    LEAVE = "leave"


class QuitScreen(ModalScreen[QuitChoice]):
    """Stay (focused), stop the runs gracefully and stay to watch, or leave; an apply goes on without the console."""

    BINDINGS = [
        Binding("escape,s", "choose('STAY')", "Stay", id="quit.stay"),
        Binding("right,down", "app.focus_next", "Next", id="quit.next", show=False),
        Binding("left,up", "app.focus_previous", "Previous", id="quit.previous", show=False),
    ]
    AUTO_FOCUS = "#STAY"

    def __init__(
        self, busy: Sequence[RunSession], unsaved: Sequence[EnvironmentName], rollouts: Sequence[str] = ()
    ) -> None:
        """`rollouts` are the ids of those that this console drives."""
        super().__init__()
        self._busy, self._unsaved, self._rollouts = busy, unsaved, rollouts

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, "Leave infra-console?")
            yield Static(self._text())
            with Horizontal(classes="buttons"):
                yield Button(Content("Stay"), id="STAY", compact=True)
                if self._busy:
                    yield Button(Content("Stop gracefully"), id="STOP", variant="warning", compact=True)
                yield Button(Content(self._leave_label()), id="LEAVE", compact=True)

    def _leave_label(self) -> str:
        return "Keep running, leave" if any(session.phase != "plan" for session in self._busy) else "Leave"

    def _text(self) -> Content:
        lines = []
        for session in self._busy:
            lines.append(
                styled("[b]$n[/] is $w, for $t.", n=session.name, w=session.note(), t=duration(session.elapsed))
            )
            fate = (
                "A plan ends with the console; nothing was changed yet."
                if session.phase == "plan"
                else "It goes on without the console; come back and open it from Runs (6)."
            )
            lines.append(styled("[$foreground-muted]$f[/]", f=fate))
        for rollout in self._rollouts:
            lines.append(styled("[b]$r[/] is driven by this console.", r=rollout))
            fate = "It pauses; an apply under way goes on. Any console goes on with it (7, then g)."
            lines.append(styled("[$foreground-muted]$f[/]", f=fate))
        for name in self._unsaved:
            lines.append(styled("[b]$n[/] has changes of variables that are not saved (ctrl+s there).", n=name))
        return Content("\n").join(lines)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.action_choose(event.button.id or QuitChoice.STAY.name)

    def action_choose(self, name: str) -> None:
        self.dismiss(QuitChoice[name])
