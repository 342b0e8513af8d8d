"""Outputs by name; what is sensitive is masked, and the value is not in the widget at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

from console.domain.plan import Special
from console.ui.gate import clean
from console.ui.line_list import Line, LineList, Span, fit
from console.ui.ports import Output

WIDEST_NAME = 32


def value_text(value: Any) -> str:
    """A value as one would paste it: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class OutputTable(LineList):
    """Name and value in one line; the whole value of the highlighted one is shown below."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._outputs: tuple[Output, ...] = ()
        self._name_width = 8
        self.revealed: Output | None = None
        """The one sensitive output that is shown in clear."""

    def show(self, outputs: Sequence[Output]) -> None:
        """Show these outputs, sensitive ones masked."""
        self._outputs, self.revealed = tuple(outputs), None
        widest = max((cell_len(clean(output.name)) for output in outputs), default=8)
        self._name_width = min(WIDEST_NAME, widest)
        self.rows_changed()

    def reveal(self, output: Output | None) -> None:
        """Show one sensitive output in clear, or none any more."""
        self.revealed = output
        self.refresh()

    def row_count(self) -> int:
        return len(self._outputs)

    @property
    def current(self) -> Output | None:
        """The highlighted output, with its value where it was revealed."""
        if not self._outputs:
            return None
        return self._as_shown(self._outputs[self.cursor])

    def _as_shown(self, output: Output) -> Output:
        return self.revealed if self.revealed is not None and self.revealed.name == output.name else output

    def masked(self, output: Output) -> bool:
        """Whether its value is not shown."""
        return output.sensitive and (self.revealed is None or self.revealed.name != output.name)

    def row(self, index: int, width: int) -> Line:
        output = self._as_shown(self._outputs[index])
        value = (
            Span(Special.SENSITIVE.value, "sensitive")
            if self.masked(output)
            else Span(clean(value_text(output.value), limit=2000))
        )
        return (Span(fit(clean(output.name), self._name_width) + "  ", "strong"), value)
