"""The procedures after an apply: numbered, wrapped to the pane, each command copyable as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells

from console.domain.environment import NextStep
from console.ui.gate import clean
from console.ui.line_list import Line, LineList, Span

UNKNOWN = re.compile(r"<(?:output|value) [A-Za-z0-9_-]+ is not known yet>")
"""How the services write a placeholder that has no value."""
INDENT = 3
COMMAND = "$ "


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of a procedure; `copies` is what copying takes from here, empty on a blank line."""

    line: Line
    copies: str = ""


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken between words where that is possible."""
    lines: list[str] = []
    # A placeholder is one word, so that it is seen and read as one.
    text = UNKNOWN.sub(lambda match: match.group().replace(" ", "\u00a0"), text)
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split(" "):
            candidate = f"{line} {word}" if line else word
            if cell_len(candidate) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            *full, line = chop_cells(word, max(width, 1)) or [""]
            lines.extend(full)
        lines.append(line)
    return [line.replace("\u00a0", " ") for line in lines]


def with_unknown(text: str, style: str) -> Line:
    """The text in one style, placeholders without a value standing out."""
    spans: list[Span] = []
    at = 0
    for match in UNKNOWN.finditer(text):
        spans.extend([Span(text[at : match.start()], style), Span(match.group(), "unknown")])
        at = match.end()
    return (*spans, Span(text[at:], style))


def step_rows(steps: Sequence[NextStep], width: int) -> list[StepRow]:
    """Every line of the procedures for a pane of this width."""
    rows: list[StepRow] = []
    for number, step in enumerate(steps, start=1):
        title, text = clean(step.title), clean(step.text, lines=True)
        if rows:
            rows.append(StepRow(()))
        rows.append(StepRow((Span(f"{number:>2} ", "muted"), Span(title, "title")), title))
        if step.when:
            rows.extend(_indented(clean(step.when), width, "warning", copies=title))
        if text:
            rows.extend(_indented(text, width, "", copies=text))
        for command in step.commands:
            rows.extend(_command(clean(command, lines=True), width))
    return rows


def _indented(text: str, width: int, style: str, *, copies: str) -> list[StepRow]:
    return [
        StepRow((Span(" " * INDENT), *with_unknown(line, style)), copies)
        for line in wrap(text, max(width - INDENT, 10))
    ]


def _command(command: str, width: int) -> list[StepRow]:
    lines = wrap(command, max(width - INDENT - len(COMMAND), 10))
    return [
        StepRow(
            (Span(" " * INDENT), Span(COMMAND if first else "  ", "muted"), *with_unknown(line, "good")),
            command,
        )
        for first, line in ((index == 0, line) for index, line in enumerate(lines))
    ]


class StepList(LineList):
    """The procedures, laid out again when the width changes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._steps: tuple[NextStep, ...] = ()
        self._rows: list[StepRow] = []
        self._laid_out_for = 0

    def show(self, steps: Sequence[NextStep]) -> None:
        self._steps = tuple(steps)
        self._laid_out_for = 0
        self.on_resize()

    def on_resize(self) -> None:
        width = self.scrollable_content_region.width
        if width and width != self._laid_out_for:
            self._laid_out_for = width
            self._rows = step_rows(self._steps, width)
            self.rows_changed()

    def row_count(self) -> int:
        return len(self._rows)

    def row(self, index: int, width: int) -> Line:
        return self._rows[index].line

    @property
    def copies(self) -> str:
        """What copying takes from the highlighted line: a whole command, or a step's text."""
        return self._rows[self.cursor].copies if self._rows else ""
