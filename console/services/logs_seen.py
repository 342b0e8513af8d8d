"""Which lines were seen already: what is read again is given once, and equal lines as often as they were logged.

CloudWatch Logs gives lines late and out of order, so a tail reads the last moments again and again; a live tail and
FilterLogEvents overlap where one follows the other. Two lines that are the same in everything are told apart by
counting: a source that gives a line three times adds one where it was seen twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.domain.logs import LogLine

OVERLAP_MS = 10_000
"""How long behind the newest line it is read again for lines that came late."""

_KEPT_SECONDS = 3 * OVERLAP_MS // 1000


class _Counts:
    """How often each line came, by the second in which it was logged; old seconds are let go."""

    def __init__(self) -> None:
        self._seconds: dict[int, dict[int, int]] = {}

    def of(self, line: LogLine) -> dict[int, int]:
        second = line.at_ms // 1000
        found = self._seconds.get(second)
        if found is None:
            found = self._seconds[second] = {}
        return found

    def forget(self, before_ms: int) -> None:
        if len(self._seconds) > _KEPT_SECONDS:
            for second in [each for each in self._seconds if each < before_ms // 1000]:
                del self._seconds[second]


class SeenLines:
    """The lines of the last moments, whichever source gave them."""

    def __init__(self) -> None:
        self._counts = _Counts()
        self.newest_ms = 0

    def source(self) -> Callable[[Iterable[LogLine]], list[LogLine]]:
        """One way by which lines come, counted from nothing: gives those of its lines that no other gave yet."""
        counted = _Counts()

        def new(lines: Iterable[LogLine]) -> list[LogLine]:
            found = []
            for line in lines:
                key = hash(line)
                mine, all_ = counted.of(line), self._counts.of(line)
                times = mine[key] = mine.get(key, 0) + 1
                if times > all_.get(key, 0):
                    all_[key] = times
                    found.append(line)
            if found:
                newest = max(line.at_ms for line in found)
                self.newest_ms = max(self.newest_ms, newest)
            for counts in (counted, self._counts):
                counts.forget(self.newest_ms - 2 * OVERLAP_MS)
            return found

        return new
