"""The log lines as rows: only those in sight are drawn, so that a hundred thousand cost no more than forty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.style import Style
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from console.domain.logs import Level, LogLine, digest, level_of, source_of
from console.domain.logs_buffer import LineBuffer, ShownLines, words_of
from console.ui.gate import clean
from console.ui.line_list import Line, LineList, Span, fit

WIDE = 100
"""Cells from which there is room for milliseconds and longer names."""
_LONGEST = 2_000
"""Characters of a line that a row looks at; the detail shows all."""
_STYLES = {Level.ERROR: "bad", Level.WARN: "warning", Level.INFO: "good", Level.DEBUG: "muted"}


class LogLines(LineList):
    """Follows the end until one goes up; then it stays with the line one is at, whatever comes."""

    BINDINGS = [
        Binding(
            "enter",
            "screen.unfold",
            "Unfold",
            id="logs.unfold",
            key_display="enter",
            tooltip="The line in full, its JSON unfolded",
        ),
    ]

    @dataclass
    class Held(Message):
        """It began or ceased to follow the end."""

        following: bool

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.buffer = LineBuffer()
        self.shown = ShownLines(self.buffer)
        self.following = True
        self._at = 0
        self._adjusting = False
        self._frame_style: Style | None = None
        self._pattern: re.Pattern[str] | None = None

    # --- Rows ---

    def row_count(self) -> int:
        return len(self.shown)

    def row(self, index: int, width: int) -> Line:
        line = self.shown.line(index)
        level = level_of(line.message)
        wide = width >= WIDE
        stamp = time_of(line, milliseconds=wide)
        text = clean(digest(line.message), limit=_LONGEST)
        grave = _STYLES[level] if level in (Level.ERROR, Level.WARN) else ""
        return (
            Span(f"{stamp} ", "muted"),
            Span(f"{level.word:5} ", _STYLES.get(level, "")),
            Span(f"{fit(clean(source_of(line)), 12 if wide else 10)} ", "read"),
            *self._highlighted(text, grave),
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        """The widget's own style is worked out once a frame, and not once a row: frames come a dozen a second."""
        self._frame_style = super().rich_style
        try:
            return super().render_lines(crop)
        finally:
            self._frame_style = None

    @property
    def rich_style(self) -> Style:
        return self._frame_style or super().rich_style

    def _highlighted(self, text: str, style: str) -> Iterator[Span]:
        if self._pattern is None:
            yield Span(text, style)
            return
        end = 0
        for found in self._pattern.finditer(text):
            yield Span(text[end : found.start()], style)
            yield Span(found.group(), "title")
            end = found.end()
        yield Span(text[end:], style)

    @property
    def current(self) -> LogLine | None:
        """The line under the cursor."""
        return self.shown.line(self.cursor) if 0 <= self.cursor < len(self.shown) else None

    # --- What changes ---

    def add(self, lines: list[LogLine]) -> None:
        """Sort lines in; who follows sees them, who does not keeps seeing the same lines."""
        if not lines:
            return
        read = None if self.following else self.current
        first = self.buffer.add(lines)
        self.shown.changed_from(first)
        if read is not None and first <= self._at:
            self._at = self.buffer.number_of(read)
        self.lines_changed()

    def restart(self) -> None:
        """Forget every line: others are asked for."""
        self.buffer.clear()
        self.shown.changed_from(self.buffer.dropped)
        self.following = True
        self.lines_changed()

    def filter(self, query: str, least: Level, *, hides: bool) -> None:
        """Show only what matches, or with `hides` off everything, with the words marked in both cases."""
        wanted, _ = words_of(query)
        self._pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE) if wanted else None
        self.shown.filter(query if hides else "", least)
        self.lines_changed()

    def lines_changed(self) -> None:
        """Draw again, at the same line or at the end."""
        above = self.cursor - self.scroll_offset.y
        count = len(self.shown)
        self._adjusting = True
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        position = count - 1 if self.following else self.shown.position(self._at)
        self.set_reactive(LogLines.cursor, max(0, min(position, count - 1)))
        top = max(0, count - self.size.height) if self.following else max(0, self.cursor - above)
        self.scroll_to(y=top, animate=False, immediate=True, force=True)
        self._adjusting = False
        self.refresh()
        if self.following and count:
            self._at = self.shown.number(self.cursor)
            self.post_message(self.Highlighted(self, self.cursor))

    def rows_changed(self) -> None:
        self.lines_changed()

    def on_resize(self) -> None:
        """The line that is read stays in sight also where there is less room, as when it is unfolded."""
        self.lines_changed()
        if not self.following:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def watch_cursor(self, old: int, new: int) -> None:
        super().watch_cursor(old, new)
        if self._adjusting or not len(self.shown):
            return
        self._at = self.shown.number(new)
        self.hold(new < len(self.shown) - 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Who turns the wheel up stays there as well."""
        super().watch_scroll_y(old_value, new_value)
        if not self._adjusting and new_value < old_value and not self.is_vertical_scroll_end:
            self.hold(True)

    def hold(self, held: bool) -> None:
        """Stay where one is, or follow the end again."""
        if self.following is held:
            self.following = not held
            self.post_message(self.Held(self.following))

    def follow(self) -> None:
        """To the end, and on with it."""
        self.hold(False)
        self.lines_changed()

    def go_to(self, at_ms: int) -> bool:
        """To the first line that is not older than the time; False where the lines kept do not reach so far."""
        if not len(self.shown) or at_ms < self.buffer.kept[0][0]:
            return False
        self.hold(True)
        self.cursor = min(self.shown.position_at(at_ms), len(self.shown) - 1)
        return True

    def go_to_match(self, step: int) -> bool:
        """To the next line with one of the marked words, or with an error where none are; False where there is none."""
        position = self.cursor + step
        while 0 <= position < len(self.shown):
            message = self.shown.line(position).message
            if self._pattern.search(message) if self._pattern else level_of(message) is Level.ERROR:
                self.hold(True)
                self.cursor = position
                return True
            position += step
        return False


def time_of(line: LogLine, *, milliseconds: bool = True) -> str:
    """`10:03:16.123` on the operator's own clock."""
    at = datetime.fromtimestamp(line.at_ms / 1000).astimezone()
    return f"{at:%H:%M:%S}.{line.at_ms % 1000:03d}" if milliseconds else f"{at:%H:%M:%S}"
