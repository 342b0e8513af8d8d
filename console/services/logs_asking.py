"""Insights queries: asked, waited for, stopped when nobody waits any more."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from console.domain.logs import LogGroup
from console.domain.logs_queries import QueryAnswer, SavedQuery
from console.errors import AwsError, InputError
from console.services.logs_ports import LogQueries

FIRST_PAUSE_SECONDS = 0.3
LONGEST_PAUSE_SECONDS = 2.0
STARTER = "fields @timestamp, @message\n| filter @message like /(?i)error/\n| sort @timestamp desc\n| limit 100"
"""A query to begin with."""
MOST_GROUPS = 50


class LogAsking:
    """Queries over the groups of one region at a time."""

    def __init__(self, queries: LogQueries) -> None:
        self._queries = queries

    def ask(
        self,
        groups: Sequence[LogGroup],
        text: str,
        begin: int,
        end: int,
        *,
        cancel: threading.Event | None = None,
        on_answer: Callable[[QueryAnswer], None] | None = None,
    ) -> QueryAnswer:
        """Wait until the query is over, telling what it has found meanwhile. Times are seconds since the epoch.

        Raises InputError where the query cannot be understood, AwsError where AWS refuses it.
        """
        region = self._region_of(groups)
        if not text.strip():
            raise InputError("There is no query: write one such as `fields @timestamp, @message | limit 20`.")
        waits = cancel or threading.Event()
        query = self._queries.start(groups, text, begin, end)
        pause = FIRST_PAUSE_SECONDS
        try:
            while True:
                answer = self._queries.answer(region, query)
                if answer.over:
                    return answer
                if on_answer is not None:
                    on_answer(answer)
                if waits.wait(pause):
                    break
                pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
        except BaseException:
            self._stop(region, query)
            raise
        self._stop(region, query)
        # AWS may say for a while that it still runs: for who does not wait any more it is over.
        return replace(answer, status="Cancelled")

    def saved(self, groups: Sequence[LogGroup]) -> tuple[SavedQuery, ...]:
        """The queries kept in the account; those that were kept with one of these groups come first."""
        names = {group.name for group in groups}
        found = self._queries.saved(self._region_of(groups))
        return tuple(sorted(found, key=lambda query: (not names.intersection(query.groups), query.name)))

    def _stop(self, region: str, query: str) -> None:
        # It ends by itself as well: that it could not be stopped is nothing that an operator could act on.
        with contextlib.suppress(AwsError):
            self._queries.stop(region, query)

    def _region_of(self, groups: Sequence[LogGroup]) -> str:
        regions = sorted({group.region for group in groups})
        if len(regions) != 1 or len(groups) > MOST_GROUPS:
            raise InputError(
                f"A query takes 1 to {MOST_GROUPS} groups of one region, and not {len(groups)} of {len(regions)} "
                "regions: choose groups."
            )
        return regions[0]
