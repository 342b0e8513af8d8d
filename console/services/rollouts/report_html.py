"""A report as one HTML file that asks nobody for anything: styles and pictures are in it, scripts are forbidden."""

from __future__ import annotations

import html as escaping
from collections.abc import Iterable, Sequence

from console.services.rollouts.report_blocks import Block, Heading, Picture, Rows, Sentence, Verbatim, plain

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886; }
table { border-collapse: collapse; width: 100%; margin: 0.8rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.6rem; border-bottom: 1px solid #8884; }
td { overflow-wrap: anywhere; }
th.right, td.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { overflow-x: auto; padding: 0.8rem; background: #8882; font: 13px/1.4 ui-monospace, monospace; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { font-size: 13px; opacity: 0.8; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(blocks: Iterable[Block], title: str) -> str:
    """The whole document."""
    body = "\n".join(_block(block) for block in blocks)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escaping.escape(plain(text))


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{_text(text)}</h{level}>"
        case Sentence(text, strong):
            return f"<p><strong>{_text(text)}</strong></p>" if strong else f"<p>{_text(text)}</p>"
        case Rows(header, rows, right):
            return _table(header, rows, right)
        case Verbatim(text):
            return f"<pre>{escaping.escape(plain(text, lines=True))}</pre>"
        case Picture(_, svg, words):
            return f"<figure>{svg}<figcaption>{_text(words)}</figcaption></figure>"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> str:
    head = [_row("th", header, right)] if any(header) else []
    lines = [*head, *(_row("td", row, right) for row in rows)]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _row(tag: str, cells: Sequence[str], right: Sequence[int]) -> str:
    drawn = (
        f'<{tag} class="right">{_text(cell)}</{tag}>' if column in right else f"<{tag}>{_text(cell)}</{tag}>"
        for column, cell in enumerate(cells)
    )
    return f"<tr>{''.join(drawn)}</tr>"
