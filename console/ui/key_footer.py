"""The footer of every screen."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Footer


class KeyFooter(Footer):
    """Lets go of the keys that it no longer shows.

    Textual makes all keys of a footer anew whenever what is offered is asked for again, binds each to the footer, and
    looks for those that have gone only when the footer's own settings change, which they never do: a screen that looks
    by itself for eight hours kept a third of a gigabyte of them.
    """

    def compose(self) -> Iterable[Widget]:
        watchers: dict[str, list[tuple[Widget, object]]] = getattr(self, "__watchers", {})
        for watching in watchers.values():
            watching[:] = [each for each in watching if not each[0]._closing]
        yield from super().compose()
