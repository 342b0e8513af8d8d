"""The logs of the environments: which groups there are, what was logged, what is being logged, and queries over it."""

from __future__ import annotations

import heapq
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from console.domain.environment import EnvironmentName, Preset
from console.domain.logs import LogGroup, LogLine
from console.errors import AwsError, ConsoleError
from console.services.applied_resources import AppliedResource
from console.services.logs_asking import LogAsking
from console.services.logs_groups import LogGroupFinder
from console.services.logs_ports import LogQueries, LogsReader
from console.services.logs_tail import Tail

_PAGE = 10_000


class Logs:
    """Looks only."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
        reader: LogsReader,
        queries: LogQueries,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.groups = LogGroupFinder(resources, preset)
        self.insights = LogAsking(queries)
        self._reader = reader
        self._clock = clock

    def described(self, groups: Sequence[LogGroup]) -> tuple[LogGroup, ...]:
        """The groups with their size and retention, which stay unknown where AWS does not tell them."""
        return tuple(self._described(group) for group in groups)

    def _described(self, group: LogGroup) -> LogGroup:
        try:
            return self._reader.group(group)
        except AwsError:
            # Who may read lines and not describe groups still sees the group; what is not known is shown so.
            return group

    def tail(self, groups: Sequence[LogGroup], pattern: str, since_ms: int) -> Tail:
        """What was logged since then and what comes; `start` begins it."""
        return Tail(self._reader, groups, pattern, since_ms, clock=self._clock)

    def lines(
        self, groups: Sequence[LogGroup], pattern: str, begin_ms: int, end_ms: int | None, *, page: int = _PAGE
    ) -> Iterator[LogLine]:
        """What was logged, of all groups in the order of time, read as it is asked for. Raises AwsError."""
        return heapq.merge(
            *(self._lines_of(group, pattern, begin_ms, end_ms, page) for group in groups), key=lambda line: line.at_ms
        )

    def read(
        self, groups: Sequence[LogGroup], pattern: str, begin_ms: int, end_ms: int | None, limit: int
    ) -> tuple[list[LogLine], bool]:
        """The first `limit` lines from `begin_ms` on, and whether there are more."""
        found = list(islice(self.lines(groups, pattern, begin_ms, end_ms, page=min(limit + 1, _PAGE)), limit + 1))
        return found[:limit], len(found) > limit

    def _lines_of(
        self, group: LogGroup, pattern: str, begin_ms: int, end_ms: int | None, page: int
    ) -> Iterator[LogLine]:
        token: str | None = None
        while True:
            found = self._reader.page(group, pattern, begin_ms, end_ms, token, page)
            yield from found.lines
            token = found.token
            if token is None:
                return


def save_lines(path: Path, lines: Iterable[LogLine]) -> int:
    """Write the lines as they were logged, each with its time, group and stream; how many.

    The file is new and for its owner only, since logs may hold secrets. Raises ConsoleError where that cannot be.
    """
    count = 0
    try:
        descriptor = os.open(path.expanduser(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            for line in lines:
                file.write(f"{line.at:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + f"Z\t{line.group}\t{line.stream}\t{line.message}\n")
                count += 1
    except FileExistsError:
        raise ConsoleError(f"{path} is there already: give another name, nothing was written.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ConsoleError(f"The lines could not be written to {path}: {reason}.") from None
    return count
