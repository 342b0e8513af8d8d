"""The one gate for text that others wrote: names, values, log lines, errors, outputs, tags.

Textual parses a plain `str` as markup nearly everywhere, and every widget passes control bytes on to the terminal.
So nothing from outside becomes a widget's text except through `content`, `cell` or `styled`, and through `clean` where
a widget takes only a `str` and does not parse it (Input, TextArea, Log).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

# Textual is imported where it is used: a command that prints `clean` text does not wait for it.
if TYPE_CHECKING:
    from rich.text import Text
    from textual.content import Content
    from textual.widget import Widget

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-Z\\^-~]"  # two-byte escapes
)
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_DROPPED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_MISLEADING = (
    r"\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff" + "\U000e0000-\U000e007f"
)
_SHOWN = re.compile(f"[{_MISLEADING}]")
_SUSPECT = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_MISLEADING}]")
LINE_BREAK_SIGN = "↵"


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def clean(text: object, *, lines: bool = False, limit: int | None = None) -> str:
    """Text that cannot act on the terminal and cannot look like something else.

    Terminal sequences and control characters are taken out, characters that reorder or hide text (bidi overrides, zero
    width, lone surrogates) are shown as `\\u202e`. Line breaks stay with `lines`, else they show as `↵`. More than
    `limit` characters are cut, which a `…` says.
    """
    plain = text if isinstance(text, str) else str(text)
    cut = limit is not None and len(plain) > limit
    if limit is not None and cut:
        plain = plain[: max(0, limit - 1)]
    if _SUSPECT.search(plain):
        plain = _SEQUENCES.sub("", plain)
        plain = _BREAKS.sub("\n" if lines else LINE_BREAK_SIGN, plain)
        plain = plain.replace("\t", "    " if lines else " ")
        plain = _SHOWN.sub(_escaped, plain)
        plain = _DROPPED.sub("", plain)
    return plain + "…" if cut else plain


def content(text: object, style: str = "", *, lines: bool = True, limit: int | None = None) -> Content:
    """Outside text for Static, Label, Button, OptionList, Tabs, titles, tooltips and notifications."""
    from textual.content import Content

    return Content.styled(clean(text, lines=lines, limit=limit), style)


def cell(text: object, style: str = "", *, right: bool = False, limit: int | None = None) -> Text:
    """Outside text for a cell of a DataTable or a label of a Tree: one line."""
    from rich.text import Text

    return Text(
        clean(text, limit=limit), style=style, justify="right" if right else None, no_wrap=True, overflow="ellipsis"
    )


def styled(markup: str, **values: object) -> Content:
    """Our own markup with outside values: `styled("[b]$n[/b] applied", n=name)`; values are never parsed.

    A value that is a Content already stays as it is.
    """
    from textual.content import Content

    safe = {
        name: value if isinstance(value, Content) else Content(clean(value, lines=True))
        for name, value in values.items()
    }
    return Content.from_markup(markup, **safe)


def entitle(pane: Widget, title: object, subtitle: object = "") -> None:
    """Set a pane's border title and subtitle; values are never parsed."""
    pane.border_title = _as_content(title)
    pane.border_subtitle = _as_content(subtitle)


def _as_content(value: object) -> Content:
    from textual.content import Content

    return value if isinstance(value, Content) else content(value, lines=False)
