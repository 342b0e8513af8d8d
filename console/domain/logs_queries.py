"""Insights queries: those that are kept, and what a query answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query that is kept in the account; `groups` are those that it was kept with."""

    name: str
    text: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """What a query has found, so far or in the end. Rows have a value for each column, empty where there is none."""

    status: str
    """AWS's own word: Scheduled, Running, Complete, Failed, Cancelled, Timeout."""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    scanned_records: int | None = None
    scanned_bytes: int | None = None
    """What AWS charges for; None where it does not say."""
    matched_records: int | None = None

    @property
    def over(self) -> bool:
        return self.status not in ("Scheduled", "Running", "Unknown")
