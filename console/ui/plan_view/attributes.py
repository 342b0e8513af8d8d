"""One attribute of a change as a line: `desired_count   2 -> 3`."""

from __future__ import annotations

import json
from typing import Any

from rich.cells import cell_len

from console.domain.plan import AttributeChange, Special
from console.ui.gate import clean
from console.ui.line_list import Line, Span, cut, fit

ARROW = " -> "
VALUE_LIMIT = 4000
"""Characters of one value that are looked at for a line; the whole value is one key away."""
CONTEXT = 10
"""Characters before a difference that stay when a long common beginning is left out."""


def show_value(value: Any, *, limit: int | None = VALUE_LIMIT) -> str:
    """A value on one line: strings in quotes, collections as JSON, what is masked or unknown in Terraform's words."""
    if isinstance(value, Special):
        return value.value
    return clean(json.dumps(value, ensure_ascii=False, default=str), limit=limit)


def show_in_full(change: AttributeChange) -> str:
    """Both sides of an attribute as text of many lines, strings with their own line breaks."""
    return f"before:\n{_whole(change.before)}\n\nafter:\n{_whole(change.after)}\n"


def _whole(value: Any) -> str:
    if isinstance(value, Special):
        return value.value
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, default=str)


def attribute_line(change: AttributeChange, width: int, *, indent: int, path_width: int) -> Line:
    """Path, before and after in at most `width` cells; where both are long the part that differs is shown."""
    path = fit(clean(change.path), path_width) if cell_len(change.path) <= path_width else clean(change.path) + " "
    suffix = Span("  forces replacement", "replace") if change.forces_replacement else Span("")
    room = max(width - indent - cell_len(path) - 1 - cell_len(suffix.text), 8)
    head = (Span(" " * indent), Span(path + " ", "muted"))
    if change.before is Special.ABSENT:
        return cut((*head, *cut((_value(change.after),), room), suffix), width)
    if change.after is Special.ABSENT:
        return cut((*head, *cut((_value(change.before), Span("  removed", "destroy")), room), suffix), width)
    return cut((*head, *_both(change, room), suffix), width)


def _value(value: Any) -> Span:
    match value:
        case Special.SENSITIVE:
            return Span(value.value, "sensitive")
        case Special.UNKNOWN:
            return Span(value.value, "unknown")
        case _:
            return Span(show_value(value))


def _both(change: AttributeChange, room: int) -> Line:
    before, after = _value(change.before), _value(change.after)
    if before == after:
        return cut((before, Span(ARROW + "changed", "muted")), room)
    if cell_len(before.text) + len(ARROW) + cell_len(after.text) > room and not (before.style or after.style):
        pairs = enumerate(zip(before.text, after.text, strict=False))
        same = next((index for index, (old, new) in pairs if old != new), 0)
        if same > CONTEXT + 1:
            before = Span("…" + before.text[same - CONTEXT :])
            after = Span("…" + after.text[same - CONTEXT :])
        half = (room - len(ARROW)) // 2
        longest = max(half, room - len(ARROW) - cell_len(after.text))
        if cell_len(before.text) > longest:
            before = Span(fit(before.text, longest))
    return cut((before, Span(ARROW, "muted"), after), room)
