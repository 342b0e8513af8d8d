"""Log lines in memory: in the order of time, bounded, and those of them that a filter lets through."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import cast

from console.domain.logs import Level, LogLine, level_of

KEPT_LINES = 100_000
"""Lines that can be scrolled back through."""
_TERM = re.compile(r'(-?)(?:"([^"]+)"?|(\S+))')

LineTest = Callable[[str, str], bool]
"""Whether a line of this message and stream is shown."""

Kept = tuple[int, str, str, str, int]
"""A line as it is kept: a plain tuple of its fields, which the garbage collector looks at once and never again. A
hundred thousand objects that it has to visit each time stop the screen for a tenth of a second and more."""
_time = itemgetter(0)


class LineBuffer:
    """The newest lines. A line's number stays its own until something is sorted in before it."""

    def __init__(self, limit: int = KEPT_LINES) -> None:
        self._limit = limit
        self.kept: list[Kept] = []
        self.dropped = 0
        """Lines that were let go; the number of the first one that is kept."""

    def __len__(self) -> int:
        return len(self.kept)

    def add(self, batch: Sequence[LogLine]) -> int:
        """Sort the batch in by time, lines of the same time behind those there are; the first number that changed."""
        if not batch:
            return self.dropped + len(self.kept)
        # `tuple(line)` of a named tuple is a plain one; its type alone does not say of what.
        kept, arriving = self.kept, sorted((cast("Kept", tuple(line)) for line in batch), key=_time)
        at = len(kept)
        if kept and arriving[0][0] < kept[-1][0]:
            at = bisect_right(kept, arriving[0][0], key=_time)
            kept[at:] = sorted(kept[at:] + arriving, key=_time)
        else:
            kept.extend(arriving)
        first = self.dropped + at
        excess = len(kept) - self._limit
        if excess > 0:
            del kept[:excess]
            self.dropped += excess
        return max(first, self.dropped)

    def line(self, number: int) -> LogLine:
        return LogLine._make(self.kept[number - self.dropped])

    def number_at(self, at_ms: int) -> int:
        """The number of the first line that is not older than the time."""
        return self.dropped + bisect_left(self.kept, at_ms, key=_time)

    def number_of(self, line: LogLine) -> int:
        """The number that the line has now; of the one that follows where it was let go."""
        first = at = self.number_at(line.at_ms)
        while at < self.dropped + len(self.kept) and self.kept[at - self.dropped][0] == line.at_ms:
            if self.kept[at - self.dropped] == line:
                return at
            at += 1
        return first

    def clear(self) -> None:
        self.dropped += len(self.kept)
        self.kept.clear()


class ShownLines:
    """The lines of a buffer that pass a filter, by their position from the oldest; all of them without a filter."""

    def __init__(self, buffer: LineBuffer) -> None:
        self._buffer = buffer
        self._test: LineTest | None = None
        self._query, self._least = "", Level.UNKNOWN
        self._numbers: list[int] = []

    @property
    def filtering(self) -> bool:
        return self._test is not None

    def __len__(self) -> int:
        return len(self._buffer) if self._test is None else len(self._numbers)

    def number(self, position: int) -> int:
        """The line's number in the buffer."""
        return self._buffer.dropped + position if self._test is None else self._numbers[position]

    def line(self, position: int) -> LogLine:
        return self._buffer.line(self.number(position))

    def position(self, number: int) -> int:
        """Where the line of that number stands, or the one that follows it."""
        if self._test is None:
            return min(max(number - self._buffer.dropped, 0), len(self._buffer))
        return bisect_left(self._numbers, number)

    def position_at(self, at_ms: int) -> int:
        """The first line that is not older than the time."""
        return self.position(self._buffer.number_at(at_ms))

    def changed_from(self, number: int) -> None:
        """The buffer changed from this number on, and may have let its oldest lines go."""
        if self._test is None:
            return
        del self._numbers[bisect_left(self._numbers, number) :]
        del self._numbers[: bisect_left(self._numbers, self._buffer.dropped)]
        self._numbers += self._matching(number)

    def filter(self, query: str, least: Level) -> None:
        """Show only lines with every word of the query (`-word`: without it) and at least this level."""
        narrower = self._test is not None and least is self._least and _extends(self._query, query)
        self._query, self._least = query, least
        self._test = line_test(query, least)
        if self._test is None:
            self._numbers = []
        elif narrower:
            test, kept, first = self._test, self._buffer.kept, self._buffer.dropped
            self._numbers = [number for number in self._numbers if test((line := kept[number - first])[3], line[2])]
        else:
            self._numbers = self._matching(self._buffer.dropped)

    def _matching(self, number: int) -> list[int]:
        test, first = self._test, self._buffer.dropped
        assert test is not None  # noqa: S101 - only asked for while something filters
        begin = max(number - first, 0)
        return [index + first for index, line in enumerate(self._buffer.kept[begin:], begin) if test(line[3], line[2])]


def words_of(query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words wanted and those not wanted, in small letters."""
    found = [(sign, (phrase or word).lower()) for sign, phrase, word in _TERM.findall(query)]
    return tuple(word for sign, word in found if not sign), tuple(word for sign, word in found if sign)


def line_test(query: str, least: Level = Level.UNKNOWN) -> LineTest | None:
    """What decides whether a line is shown; None where every line is."""
    wanted, unwanted = words_of(query)
    if not wanted and not unwanted:
        if least is Level.UNKNOWN:
            return None
        return lambda message, _stream: level_of(message).value >= least.value

    def passes(message: str, stream: str) -> bool:
        text = message.lower()
        for word in wanted:
            if word not in text and word not in stream.lower():
                return False
        for word in unwanted:
            if word in text:
                return False
        return least is Level.UNKNOWN or level_of(message).value >= least.value

    return passes


def _extends(before: str, after: str) -> bool:
    """Whether what passes the later query is among what passes the earlier one."""
    return bool(before) and after.startswith(before) and "-" not in after and '"' not in after
