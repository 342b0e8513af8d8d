"""The audit log: who changed what, when, and how that ended. Nothing is changed where it cannot be written.

An entry stands before each act and another one after it, so that an act whose console died shows, too. Each carries the
hash of the one before. What a hash chain cannot show by itself, entries that are missing at its end, shows against the
last entry that this console home has seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from console.domain.audit import GENESIS, AuditEntry
from console.errors import ConsoleError, StoreError
from console.ports import TeamStore
from console.services.run_folder import write_durably
from console.services.run_store import whoami

NEWEST = 1000
"""How many entries of this machine's log are looked through before each act: that takes about 12 ms."""
REFUSAL = "nothing was changed, and nothing will be until that is repaired"


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of looking through the whole log."""

    entries: int
    broken: int | None
    """The number of the first entry at which it does not hold; None where it does."""
    problem: str
    """What is wrong, in a sentence; empty where nothing is."""


@dataclass(slots=True)
class Act:
    """An act under way; what is set here goes into the entry after it."""

    begun: AuditEntry
    outcome: str = "done"
    text: str = ""


class Audit:
    """Writes before and after every act that changes something. Every method may be called from any thread."""

    def __init__(self, store: TeamStore, seen: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`seen` is the file that remembers the last entry which this console home has met."""
        self._store = store
        self._seen = seen
        self._now = now

    def before(self, action: str, subject: str, text: str = "", **details: str) -> AuditEntry:
        """Write that the act begins. Raises StoreError where the log is broken or cannot be written: do not begin."""
        try:
            self._check()
            return self._append(action, subject, text, "", details)
        except ConsoleError as error:
            raise StoreError(
                f"{action} of {subject} was not begun, since the audit log cannot record it ({REFUSAL}): "
                f"{error.message}",
                detail=error.detail,
            ) from None

    def after(self, begun: AuditEntry, outcome: str, text: str = "", **details: str) -> AuditEntry:
        """Write how it ended; raises StoreError where that cannot be written, which says what has happened."""
        try:
            return self._append(begun.action, begun.subject, text, outcome, {"began": f"{begun.number}", **details})
        except ConsoleError as error:
            raise StoreError(
                f"{begun.action} of {begun.subject} has ended ({outcome}), but the audit log cannot record that: "
                f"{error.message}",
                detail=error.detail,
            ) from None

    def note(self, action: str, subject: str, text: str = "") -> AuditEntry:
        """Write an act that has happened and could not wait for its entry; raises StoreError."""
        try:
            return self._append(action, subject, text, "done", {})
        except ConsoleError as error:
            raise StoreError(
                f"{action} of {subject} has happened, but the audit log cannot record it: {error.message}",
                detail=error.detail,
            ) from None

    @contextmanager
    def act(self, action: str, subject: str, text: str = "", **details: str) -> Iterator[Act]:
        """An act between its two entries: what it raises is its outcome, and raised on."""
        act = Act(self.before(action, subject, text, **details))
        try:
            yield act
        except ConsoleError as error:
            self.after(act.begun, "failed", error.message)
            raise
        except BaseException as error:
            self.after(act.begun, "unknown", f"{type(error).__name__}: whether it happened is not known.")
            raise
        self.after(act.begun, act.outcome, act.text)

    def entries(self) -> tuple[AuditEntry, ...]:
        """The whole log, oldest first; raises StoreError."""
        return self._store.entries()

    def verify(self) -> Verification:
        """Look through the whole log; raises StoreError where it cannot be read at all."""
        return self._look_through(0)

    def _check(self) -> None:
        """What is looked through before each act: the newest entries, of a shared log those since the last look."""
        number, _ = self._last_seen()
        problem = self._look_through(max(0, number - (1 if self._store.shared else NEWEST))).problem
        if problem:
            raise StoreError(problem)

    def _look_through(self, after: int) -> Verification:
        entries = self._store.entries(after)
        total = after + len(entries)
        previous = entries[0].previous if after and entries else GENESIS
        for number, entry in enumerate(entries, start=after + 1):
            if not entry.follows(number, previous):
                return Verification(total, number, _broken(number, self._store.place))
            previous = entry.hash
        number, seen_hash = self._last_seen()
        if number > total or (number > after and entries[number - after - 1].hash != seen_hash):
            return Verification(total, number, self._lost(number))
        return Verification(total, None, "")

    def _append(self, action: str, subject: str, text: str, outcome: str, details: dict[str, str]) -> AuditEntry:
        entry = AuditEntry(
            at=self._now(), by=whoami(), action=action, subject=subject, text=text, outcome=outcome, details=details
        )
        written = self._store.append(entry)
        write_durably(self._seen, json.dumps({"number": written.number, "hash": written.hash}))
        return written

    def _last_seen(self) -> tuple[int, str]:
        """Number and hash; 0 where this console home has met none."""
        try:
            found = json.loads(self._seen.read_bytes())
            return int(found["number"]), str(found["hash"])
        except FileNotFoundError:
            return 0, GENESIS
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"{self._seen}, which remembers the last entry of the audit log, cannot be read: look at the log with "
                "`infra-console audit --verify`, then move the file away.",
                detail=str(error),
            ) from None

    def _lost(self, number: int) -> str:
        return (
            f"The audit log in {self._store.place} is not the one that was here: entry {number}, which this console "
            f"has seen, is missing or another one. Restore it from a backup, or move {self._seen} away to accept it."
        )


def _broken(number: int, place: str) -> str:
    return (
        f"The audit log in {place} does not hold at entry {number}: it, or one before it, was changed, deleted or put "
        "elsewhere after it was written. Restore the log from a backup."
    )
