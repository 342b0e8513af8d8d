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
        if cell_len(line) <= width or width < 8:
            yield line
        else:
            yield from chop_cells(line, width)


class RunLog(Log):
    """The newest LOG_LINES lines of a run. Lines must have been through the gate."""

    DEFAULT_CSS = """
    RunLog { background: $surface; scrollbar-size: 1 1; overflow-x: auto; overflow-y: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, max_lines=LOG_LINES)
        self._kept: deque[str] = deque(maxlen=LOG_LINES)
        self._wrap = False

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
