"""The run's log: bounded in memory, written in batches, wrapped on request."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from textual.widgets import Log

from console.ui.run_session import LOG_LINES

if TYPE_CHECKING:
    from console.ui.run_session import RunSession

SLICE = 500
"""Lines that are wrapped and drawn at once: about 5 ms."""
SLICE_PAUSE_SECONDS = 0.02


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
    """The newest lines of a run, at most `limit`. Lines must have been through the gate."""

    DEFAULT_CSS = """
    RunLog { background: $surface; scrollbar-size: 1 1; scrollbar-gutter: stable; overflow-x: auto; overflow-y: auto; }
    """

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
        wrap: bool = False,
        limit: int | None = LOG_LINES,
    ) -> None:
        super().__init__(id=id, max_lines=limit)
        self._kept: deque[str] = deque(maxlen=limit)
        self._wrap = wrap
        self._held = False
        self._writing = False
        self._seen = 0
        self._catching_up = False

    @property
    def wrap(self) -> bool:
        return self._wrap

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Who scrolls up stays there; who comes back to the end follows it again."""
        super().watch_scroll_y(old_value, new_value)
        if not self._writing:
            self._held = not self.is_vertical_scroll_end

    def catch_up(self, session: RunSession) -> None:
        """Append what the session has said since the last time; much of it in slices, so that keys are answered."""
        lines, self._seen = session.lines_since(self._seen, SLICE)
        self.add(lines)
        if len(lines) == SLICE and not self._catching_up:
            self._catching_up = True
            self.set_timer(SLICE_PAUSE_SECONDS, partial(self._go_on, session))

    def _go_on(self, session: RunSession) -> None:
        self._catching_up = False
        self.catch_up(session)

    def add(self, lines: list[str]) -> None:
        """Append a batch; who has scrolled up keeps seeing the same lines as long as they are in memory."""
        if not lines:
            return
        self._kept.extend(lines)
        shown = list(wrapped(lines, self._width_for_text)) if self._wrap else lines
        before, offset = self.line_count, self.scroll_offset.y
        self._writing = True
        self.write_lines((line or " " for line in shown), scroll_end=False)
        dropped = before + len(shown) - self.line_count
        if not self._held and self.auto_scroll:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
        elif dropped > 0:
            self.scroll_to(y=max(offset - dropped, 0), animate=False, immediate=True)
        self._writing = False

    def forget(self) -> None:
        """Another run begins: no line of the old one stays."""
        self._seen = 0
        self._empty()

    def _empty(self) -> None:
        self._kept.clear()
        self._writing = True
        self.clear()
        self._writing = False

    def toggle_wrap(self) -> None:
        """Wrap long lines, or stop to."""
        self._wrap = not self._wrap
        self._write_again()

    def on_resize(self) -> None:
        if self._wrap:
            self._write_again()
        elif not self._held and self.auto_scroll:
            self.scroll_end(animate=False, immediate=True, x_axis=False)

    @property
    def _width_for_text(self) -> int:
        return max(self.scrollable_content_region.width, 1)

    def _write_again(self) -> None:
        kept = list(self._kept)
        self._empty()
        self.add(kept)
