"""Texts that change with every key: laying out the whole screen for each would take longer than pricing a plan."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


def show_text(static: Static, text: Content) -> None:
    """Draw another text; the screen is laid out again only where it takes another number of lines."""
    width = static.content_size.width
    if not static.display or static.content == text:
        static.update(text, layout=False)
    else:
        static.update(text, layout=not width or len(text.wrap(width)) != static.content_size.height)
