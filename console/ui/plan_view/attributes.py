"""One attribute of a change as a line: `desired_count   2 -> 3`."""

from __future__ import annotations

import json
from typing import Any

from rich.cells import cell_len

from console.domain.plan import AttributeChange, Special
from console.ui.gate import clean
from console.ui.line_list import Line, Span, cut, fit, fit_middle

ARROW = " -> "
VALUE_LIMIT = 4000
"""Characters of one value that are looked at for a line; the whole value is one key away."""
WIDE = 90
"""From this width on there is room for the words of what forces a replacement; the sign says it elsewhere."""
CONTEXT = 3
"""At least so many characters before a difference stay when a long common beginning is left out."""


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
    # Both values matter more than the whole of a long path.
    one_sided = Special.ABSENT in (change.before, change.after)
    path = fit_middle(clean(change.path), min(path_width, max((width - indent) // (2 if one_sided else 3), 12)))
    forces = "  forces replacement" if width >= WIDE else "  ±"
    suffix = Span(forces if change.forces_replacement else "", "replace")
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
        half = (room - len(ARROW)) // 2
        context = max(CONTEXT, half - 1 - max(len(before.text), len(after.text)) + same)
        if same > context + 1:
            before = Span("…" + before.text[same - context :])
            after = Span("…" + after.text[same - context :])
        longest = max(half, room - len(ARROW) - cell_len(after.text))
        if cell_len(before.text) > longest:
            before = Span(fit(before.text, longest))
    return cut((before, Span(ARROW, "muted"), after), room)
