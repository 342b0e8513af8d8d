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
MOST_REMEMBERED = 120_000
"""Different lines that are remembered; of more, those of the oldest seconds are forgotten, and not read again."""

NewLines = Callable[[Iterable[LogLine]], list[LogLine]]
"""Gives those of the lines that were not seen yet; they are seen then."""


class SeenLines:
    """How often each line of the last moments came, by the second in which it was logged."""

    def __init__(self) -> None:
        self._seconds: dict[int, dict[int, int]] = {}
        self._remembered = 0
        self.newest_ms = 0
        self.since_ms = 0
        """From this time on every line that was seen is remembered."""

    def reading(self) -> NewLines:
        """One reading by pages, which counts from nothing."""
        counted: dict[int, int] = {}

        def new(lines: Iterable[LogLine]) -> list[LogLine]:
            found = []
            for line in lines:
                key = hash(line)
                times = counted[key] = counted.get(key, 0) + 1
                if times > self._second(line).get(key, 0):
                    found.append(line)
                    self._note(line, key)
            self._forget()
            return found

        return new

    def following(self) -> NewLines:
        """One live tail, which says again some of what was read since it began, and nothing of its own twice."""
        expected = {key: times for second in self._seconds.values() for key, times in second.items()}

        def new(lines: Iterable[LogLine]) -> list[LogLine]:
            found = []
            for line in lines:
                key = hash(line)
                again = expected.get(key, 0)
                if again:
                    expected[key] = again - 1
                else:
                    found.append(line)
                    self._note(line, key)
            self._forget()
            return found

        return new

    def _second(self, line: LogLine) -> dict[int, int]:
        number = line.at_ms // 1000
        found = self._seconds.get(number)
        if found is None:
            found = self._seconds[number] = {}
        return found

    def _note(self, line: LogLine, key: int) -> None:
        second = self._second(line)
        times = second.get(key, 0)
        self._remembered += not times
        second[key] = times + 1
        self.newest_ms = max(self.newest_ms, line.at_ms)

    def _forget(self) -> None:
        """Let go what is not read again: what is old, and the oldest of too much."""
        old = (self.newest_ms - 2 * OVERLAP_MS) // 1000
        for number in sorted(self._seconds)[:-1]:
            if number >= old and self._remembered <= MOST_REMEMBERED:
                return
            self._remembered -= len(self._seconds.pop(number))
            self.since_ms = max(self.since_ms, (number + 1) * 1000)
