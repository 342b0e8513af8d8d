"""A list of one-line rows that draws only the rows in sight, so that its cost does not grow with their number.

Rows are pure data (`Line`): spans of text with the name of a style. Nothing in a row is parsed as markup, and what
comes from outside must have been through `console.ui.gate` before it is put into a span.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

STYLES = (
    "create", "change", "replace", "destroy", "read", "muted", "strong", "title",
    "unknown", "sensitive", "good", "warning", "bad", "running",
)  # fmt: skip
"""What a span may ask for; each is a component class `line-list--<style>`."""


class Span(NamedTuple):
    """A piece of a line in one style; an empty style is the widget's own."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


def plain(line: Line) -> str:
    """The line's text without its styles."""
    return "".join(span.text for span in line)


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells: padded on the right, or cut with an ellipsis in its last cell."""
    if cell_len(text) <= width:
        return text + " " * (width - cell_len(text))
    return set_cell_size(text, max(width - 1, 0)) + "…" if width > 0 else ""


def fit_middle(text: str, width: int) -> str:
    """Like `fit`, but cuts in the middle: the end of an address tells more than its middle."""
    if cell_len(text) <= width or width < 8:
        return fit(text, width)
    tail = (width - 1) * 2 // 3
    end = text[-tail:]
    while cell_len(end) > tail:
        end = end[1:]
    return set_cell_size(text, width - 1 - cell_len(end)) + "…" + end


class LineList(ScrollView, can_focus=True):
    """Base of the plan tree, the cost table and the resource table: subclasses say how many rows and what is in one."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-list--cursor", *(f"line-list--{style}" for style in STYLES)}
    DEFAULT_CSS = """
    LineList { background: $surface; color: $foreground; overflow-x: hidden; overflow-y: auto; scrollbar-size: 1 1;
        scrollbar-gutter: stable; }
    LineList > .line-list--cursor { background: $panel; }
    LineList:focus > .line-list--cursor { background: $primary-muted; text-style: bold; }
    LineList > .line-list--create, LineList > .line-list--good { color: $text-success; }
    LineList > .line-list--running { color: $text-primary; }
    LineList > .line-list--change, LineList > .line-list--warning { color: $text-warning; }
    LineList > .line-list--replace, LineList > .line-list--destroy, LineList > .line-list--bad { color: $text-error; }
    LineList > .line-list--read, LineList > .line-list--muted { color: $foreground-muted; }
    LineList > .line-list--strong { text-style: bold; }
    LineList > .line-list--title { text-style: bold; color: $text-accent; }
    LineList > .line-list--unknown, LineList > .line-list--sensitive { text-style: italic; color: $text-secondary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", "Up", show=False),
        Binding("down,j", "cursor(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First", show=False),
        Binding("end", "edge(1)", "Last", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Highlighted(Message):
        """The cursor went to another row."""

        list: LineList
        index: int

        @property
        def control(self) -> LineList:
            return self.list

    def row_count(self) -> int:
        """How many rows there are now."""
        raise NotImplementedError

    def row(self, index: int, width: int) -> Line:
        """The row's line, at most `width` cells wide: what is longer is cut off."""
        raise NotImplementedError

    def rows_changed(self) -> None:
        """Draw again: rows came, went, or changed."""
        count = self.row_count()
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        self.cursor = min(self.cursor, max(count - 1, 0))
        self.refresh()

    def on_resize(self) -> None:
        self.rows_changed()

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, self.row_count() - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        if not self.is_attached:
            return
        self.refresh_line(old)
        self.refresh_line(new)
        self.scroll_to_region(Region(0, new, 1, 1), animate=False, force=True)
        if old != new:
            self.post_message(self.Highlighted(self, new))

    def action_cursor(self, rows: int) -> None:
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        self.cursor += pages * max(self.size.height - 1, 1)

    def action_edge(self, direction: int) -> None:
        self.cursor = 0 if direction < 0 else self.row_count() - 1

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y + self.scroll_offset.y < self.row_count():
            self.cursor = offset.y + self.scroll_offset.y

    def style_of(self, name: str) -> Style:
        """What one of `STYLES` lays over the row: its attributes and its colour, blended where it is translucent."""
        partial = self.get_component_rich_style(f"line-list--{name}", partial=True)
        if partial.color is None or partial.bgcolor is not None:
            return partial
        return partial + Style(color=self.get_component_rich_style(f"line-list--{name}").color)

    def render_line(self, y: int) -> Strip:
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if index >= self.row_count():
            return Strip.blank(width, base)
        if index == self.cursor and self.row_count() > 1:
            base += self.style_of("cursor")
        segments = [
            Segment(span.text, base + self.style_of(span.style) if span.style else base)
            for span in cut(self.row(index, width), width)
        ]
        return Strip(segments).adjust_cell_length(width, base)


def cut(line: Sequence[Span], width: int) -> Line:
    """The line in at most `width` cells, with an ellipsis where something was cut off."""
    kept: list[Span] = []
    left = width
    for span in line:
        size = cell_len(span.text)
        if size > left:
            kept.append(Span(fit(span.text, left), span.style))
            break
        kept.append(span)
        left -= size
    return tuple(kept)
