"""A report as Markdown. Whatever others wrote is escaped: it neither links nor loads nor formats anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from console.services.rollouts.report_blocks import Block, Heading, Picture, Rows, Sentence, Verbatim, plain

_ACTIVE = re.compile(r"([\\`*_\[\]|~])")
_BEGINS = re.compile(r"^([-+#=](?=\s|[-=#]+\s*$|#)|\d+(?=[.)]\s))")
"""What makes a heading, a list or a rule of a line, at its beginning."""
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp):|\bwww\.")
"""Some readers make links of these without any sign of Markdown."""


def markdown(blocks: Iterable[Block]) -> str:
    """The whole document; pictures are files beside it."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def escaped(text: str) -> str:
    """One line of outside text: each sign that Markdown knows behind a backslash, HTML as entities."""
    safe = _ACTIVE.sub(r"\\\1", plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    safe = _LINK.sub(lambda found: found.group()[:-1] + f"&#{ord(found.group()[-1])};", safe)
    return _BEGINS.sub(lambda found: f"&#{ord(found.group()[0])};{found.group()[1:]}", safe)


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {escaped(text)}"
        case Sentence(text, strong):
            return f"**{escaped(text)}**" if strong else escaped(text)
        case Rows(header, rows, right):
            return _table(header, rows, right)
        case Verbatim(text):
            return _fenced(plain(text, lines=True))
        case Picture(name, _, words):
            return f"![{escaped(words)}]({name})"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> str:
    marks = ["---:" if column in right else "---" for column in range(len(header))]
    lines = [[escaped(cell) for cell in header], marks, *([escaped(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _fenced(text: str) -> str:
    """In a fence that is longer than any within."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"
