"""The attributes of one resource of the state, masked: a line each, or as text of many lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from console.domain.plan import Special
from console.domain.state import StateResource
from console.ui.gate import clean
from console.ui.line_list import Line, LineList, Span, fit
from console.ui.plan_view.attributes import show_value

_WIDEST_NAME = 32


class AttributeList(LineList):
    """Name and value of every attribute that is set."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._rows: list[tuple[str, Any]] = []
        self._name_width = 0

    def show(self, values: Mapping[str, Any]) -> None:
        """Show these masked attributes, from their beginning; what is null or empty is left out."""
        self._rows = sorted((name, value) for name, value in values.items() if value not in (None, "", [], {}))
        self._name_width = min(max((len(name) for name, _ in self._rows), default=0), _WIDEST_NAME)
        self.cursor = 0
        self.rows_changed()

    @property
    def current(self) -> tuple[str, Any] | None:
        """The attribute under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def row_count(self) -> int:
        return len(self._rows)

    def row(self, index: int, width: int) -> Line:
        name, value = self._rows[index]
        style = "sensitive" if isinstance(value, Special) else ""
        shown = value.value if isinstance(value, Special) else show_value(_plain(value))
        return (Span(fit(clean(name), self._name_width) + " ", "muted"), Span(shown, style))


def resource_text(resource: StateResource, values: Mapping[str, Any]) -> str:
    """A resource in full: what it is, what it depends on, and every attribute, masked."""
    lines = [resource.address, f"provider {resource.provider}"]
    lines += [f"depends on {used}" for used in resource.depends_on]
    lines += ["", json.dumps(_plain(dict(values)), ensure_ascii=False, indent=2, default=str)]
    return "\n".join(lines)


def value_in_full(value: Any) -> str:
    """One attribute as text of many lines; a string that holds JSON is laid out."""
    plain: Any = _plain(value)
    if isinstance(plain, str):
        try:
            plain = json.loads(plain)
        except ValueError:
            return str(plain)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, indent=2, default=str)


def _plain(value: Any) -> Any:
    """Every `Special` as its words."""
    if isinstance(value, Special):
        return value.value
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(element) for element in value]
    return value
