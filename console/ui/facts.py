"""What one would like to know about a thing: labels on the left, values beside them, wrapped under themselves."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.content import Content
from textual.widgets import Static

from console.ui.gate import content, styled

Fact = tuple[str, Content | str]
"""A label (empty: the value stands alone, over the whole width) and its value."""


class Facts(Static):
    """A list of facts, laid out again when the width changes."""

    def __init__(self, id: str | None = None, *, label_width: int = 11) -> None:  # noqa: A002
        super().__init__(id=id)
        self._facts: tuple[Fact, ...] = ()
        self._label_width = label_width

    def show(self, facts: Iterable[Fact]) -> None:
        self._facts = tuple(facts)
        self._lay_out(self.content_size.width)

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(self.content_size.width)

    def _lay_out(self, width: int) -> None:
        lines: list[Content] = []
        for label, value in self._facts:
            shown = value if isinstance(value, Content) else content(value)
            indent = self._label_width if label else 0
            wrapped = shown.wrap(max(10, width - indent)) or [Content("")]
            first = styled("[$foreground-muted]$l[/]", l=label.ljust(indent))
            lines.append(first + wrapped[0])
            lines.extend(Content(" " * indent) + line for line in wrapped[1:])
        self.update(Content("\n").join(lines))
