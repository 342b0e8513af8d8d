"""The keys of the screen one came from, made from its bindings, and what the screen is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Markdown, Static

from console.ui.facts import Fact, Facts
from console.ui.gate import entitle, styled
from console.ui.host import Host

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

EVERYWHERE = "Everywhere"
HERE = "On this screen"
READ_ONLY = "READ-ONLY: of what is described here, what changes something is not there."


class HelpScreen(ModalScreen[None]):
    """Read, scroll, leave with Escape or `?`."""

    app = getters.app(Host)

    CSS_PATH = "help.tcss"
    BINDINGS = [Binding("escape,question_mark,q", "dismiss", "Back", id="help.back", key_display="esc")]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, "Help", "esc back")
            with VerticalScroll():
                if self.app.read_only:
                    yield Static(styled("[b]$w[/]", w=READ_ONLY), classes="heading")
                if self._about.HELP:
                    yield Markdown(self._about.HELP.strip(), id="about")
                for heading, facts in self._keys().items():
                    yield Static(styled("[b $primary]$h[/]", h=heading), classes="heading")
                    keys = Facts(label_width=10)
                    keys.show(facts)
                    yield keys

    def _keys(self) -> dict[str, list[Fact]]:
        """What each key does: those of the screen and its widgets first, then those of the app."""
        keys: dict[str, dict[str, Fact]] = {HERE: {}, EVERYWHERE: {}}
        for active in self._about.active_bindings.values():
            binding = active.binding
            if not binding.description or binding.system or not active.enabled or not binding.id:
                continue
            where = EVERYWHERE if active.node is self.app else HERE
            keys[where].setdefault(binding.id, (self._key(active), binding.tooltip or binding.description))
        return {heading: list(facts.values()) for heading, facts in keys.items() if facts}

    def _key(self, active: ActiveBinding) -> str:
        return self.app.get_key_display(active.binding)
