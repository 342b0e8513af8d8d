"""How words of others end a sentence of ours."""

from __future__ import annotations


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends with a sign of its own."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
