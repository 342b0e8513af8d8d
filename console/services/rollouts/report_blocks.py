"""What a report is made of, whatever it is written as: headings, sentences, tables, texts as they are, pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MISLEADING = re.compile(r"[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is the report's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One paragraph; `strong` is set apart from the rest."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; the columns of `right` are figures."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines as they are: a plan."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG document of our own making, the name of its file, and what it shows in words."""

    name: str
    svg: str
    words: str


Block = Heading | Sentence | Rows | Verbatim | Picture


def plain(text: str, *, lines: bool = False) -> str:
    """Text of others without what acts on a terminal, and with what hides or reorders text shown as `\\u202e`."""
    shown = _MISLEADING.sub(lambda found: f"\\u{ord(found.group()):04x}", _DROPPED.sub("", text))
    return shown.replace("\t", "    ") if lines else " ".join(shown.split())
