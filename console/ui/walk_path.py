"""The walk as a visible path, the current step in brackets."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from console.ui.gate import styled

STEPS = ("Environment", "Variables", "Preview", "Run", "Outputs")


class WalkPath(Horizontal):
    """`Environment > Variables > [Preview] > Run > Outputs`, with room for a note on the right."""

    def __init__(self, step: str) -> None:
        super().__init__(id="walk")
        self._step = step

    def compose(self) -> ComposeResult:
        yield Static(path(self._step), id="walk-path")
        yield Static(Content(), id="walk-note")

    def note(self, text: Content) -> None:
        """What stands on the right: `plan #15  +3 ~2 ±1 -0  expires in 28 min`."""
        self.query_one("#walk-note", Static).update(text)


def path(current: str) -> Content:
    """The path with the current step marked by brackets and weight, not by colour alone."""
    parts = [
        styled("[b $primary]\\[$s][/]" if step == current else "[$foreground-muted]$s[/]", s=step) for step in STEPS
    ]
    return styled("[$foreground-muted] > [/]").join(parts)
