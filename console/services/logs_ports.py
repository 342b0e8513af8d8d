"""What the log services need from the outside, as Protocols. Every call raises AwsError with one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from console.domain.logs import LinePage, LiveUpdate, LogGroup
from console.domain.logs_queries import QueryAnswer, SavedQuery


class LogsReader(Protocol):
    """Reads log groups and lines; changes nothing."""

    def refresh(self) -> None:
        """Read the credentials again, in case they were refreshed."""
        ...

    def group(self, group: LogGroup) -> LogGroup: ...
    def page(
        self, group: LogGroup, pattern: str, begin_ms: int, end_ms: int | None, token: str | None, limit: int
    ) -> LinePage: ...
    def live(self, groups: Sequence[LogGroup], pattern: str) -> Iterator[LiveUpdate]:
        """The first update, empty, says that it began; after that one about each second, also an empty one."""
        ...


class LogQueries(Protocol):
    """Asks queries; AWS charges for what they scan."""

    def start(self, groups: Sequence[LogGroup], text: str, begin: int, end: int) -> str:
        """Also raises InputError, where the query cannot be understood."""
        ...

    def answer(self, region: str, query: str) -> QueryAnswer: ...
    def stop(self, region: str, query: str) -> None: ...
    def saved(self, region: str) -> tuple[SavedQuery, ...]: ...
