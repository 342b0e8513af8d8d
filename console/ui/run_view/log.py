"""The run's log: bounded in memory, written in batches, wrapped on request."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells
from textual.widgets import Log

from console.ui.run_session import LOG_LINES


def wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """The lines in pieces of at most `width` cells."""
    for line in lines:
        if len(line) <= width and (line.isascii() or cell_len(line) <= width):
            yield line
        elif line.isascii():
            yield from (line[at : at + width] for at in range(0, len(line), width))
        else:
            yield from chop_cells(line, max(width, 2))


class RunLog(Log):
    """The newest LOG_LINES lines of a run. Lines must have been through the gate."""

    DEFAULT_CSS = """
    RunLog { background: $surface; scrollbar-size: 1 1; scrollbar-gutter: stable; overflow-x: auto; overflow-y: auto; }
    """

    def __init__(self, *, id: str | None = None, wrap: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, max_lines=LOG_LINES)
        self._kept: deque[str] = deque(maxlen=LOG_LINES)
        self._wrap = wrap

    @property
    def wrap(self) -> bool:
        return self._wrap

    def add(self, lines: list[str]) -> None:
        """Append a batch; who has scrolled up keeps seeing the same lines as long as they are in memory."""
        if not lines:
            return
        self._kept.extend(lines)
        shown = list(wrapped(lines, self._width_for_text)) if self._wrap else lines
        before, offset, at_end = self.line_count, self.scroll_offset.y, self.is_vertical_scroll_end
        self.write_lines(line or " " for line in shown)
        dropped = before + len(shown) - self.line_count
        if not at_end and dropped > 0:
            self.scroll_to(y=max(offset - dropped, 0), animate=False, immediate=True)

    def forget(self) -> None:
        """Another run begins: no line of the old one stays."""
        self._kept.clear()
        self.clear()

    def toggle_wrap(self) -> None:
        """Wrap long lines, or stop to."""
        self._wrap = not self._wrap
        self._write_again()

    def on_resize(self) -> None:
        if self._wrap:
            self._write_again()

    @property
    def _width_for_text(self) -> int:
        return max(self.scrollable_content_region.width, 1)

    def _write_again(self) -> None:
        self.clear()
        lines: Iterable[str] = self._kept
        if self._wrap:
            lines = wrapped(lines, self._width_for_text)
        self.write_lines(line or " " for line in lines)
        self.scroll_end(animate=False)
