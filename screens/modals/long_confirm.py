"""A question whose text is longer than a dialog: as wide and high as there is room, scrolled with the arrows."""

from __future__ import annotations

from textual.binding import Binding
from textual.containers import VerticalScroll

from screens.modals.confirm import ConfirmScreen


class LongConfirmScreen(ConfirmScreen):
    """The safe answer keeps the focus while one reads."""

    CSS_PATH = "long_confirm.tcss"
    BINDINGS = [
        Binding("down", "read(1)", "Read on", id="confirm.down", show=False),
        Binding("up", "read(-1)", "Read back", id="confirm.up", show=False),
        Binding("pagedown", "read(10)", "Read on", id="confirm.pagedown", show=False),
        Binding("pageup", "read(-10)", "Read back", id="confirm.pageup", show=False),
    ]

    def on_mount(self) -> None:
        self.query_one(".dialog").border_subtitle = "up down: read"

    def action_read(self, lines: int) -> None:
        """Scroll the question."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
