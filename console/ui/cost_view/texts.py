"""Texts that change with every key: laying out the whole screen for each would take longer than pricing a plan."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


def show_text(static: Static, text: Content) -> None:
    """Draw another text; the screen is laid out again only where it takes another number of lines."""
    if not static.display or static.content == text:
        static.update(text, layout=False)
    else:
        static.update(text, layout=_lines(static, text) != static.content_size.height)


def _lines(static: Static, text: Content) -> int:
    """How many lines the text takes in the width there is; -1 where there is none yet."""
    width = static.content_size.width
    if not width:
        return -1
    return len(text.split("\n") if static.styles.text_wrap == "nowrap" else text.wrap(width))
