"""What the command line prints: outside text made harmless, columns aligned, JSON as one document."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from console.domain.plain import plain
from console.ui.gate import clean


def printable(text: object, *, lines: bool = False) -> str:
    """Outside text that cannot act on the terminal."""
    return clean(text, lines=lines)


def say(text: str = "", *, quiet: bool = False) -> None:
    """A line for a person: on stderr where stdout belongs to a JSON document."""
    print(text, file=sys.stderr if quiet else sys.stdout, flush=True)


@dataclass(slots=True)
class _Mode:
    read_only: bool = False


_MODE = _Mode()


def announce(*, read_only: bool) -> None:
    """Have the documents of this command say that it only looks."""
    _MODE.read_only = read_only


def print_json(document: Any) -> None:
    """The one JSON document of a command; ASCII, so that it is the same whatever the terminal's character set."""
    if _MODE.read_only and isinstance(document, dict):
        document = {"read_only": True, **document}
    print(json.dumps(document, indent=2, default=plain))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Columns aligned; the columns in `right` are numbers."""
    cells = [list(header), *([printable(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = []
    for row in cells:
        parts = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)
