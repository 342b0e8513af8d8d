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
PIECE = 10_000
"""How many entries are held at once while the whole log is looked through: about 30 MB."""
PAGE = 500
"""How many entries are shown at once, about."""
REFUSAL = "nothing was changed, and nothing will be until that is repaired"


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of looking through the whole log."""

    entries: int
    broken: int | None
    """The number of the first entry at which it does not hold; None where it does."""
    problem: str
    """What is wrong, in a sentence; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A part of the log, the newest first."""

    entries: tuple[AuditEntry, ...]
    newest: int | None
    """The number of the newest entry that was looked at; None where there is none."""
    oldest: int | None
    """That of the oldest. There are older ones unless it is the first."""

    @property
    def more(self) -> bool:
        """Whether there are older entries."""
        return self.oldest is not None and self.oldest > 1


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

    def page(self, before: int | None = None, subject: str = "") -> AuditPage:
        """The newest entries, or those before that number; with a subject only those that concern it.

        Of a long log with few of those not all is looked through at once: see `oldest`. Raises StoreError.
        """
        found: list[AuditEntry] = []
        newest = oldest = None
        looked = 0
        while len(found) < PAGE and looked < PIECE:
            part = self._store.newest(PAGE, before)
            looked += len(part)
            if part:
                newest = newest or part[0].number
                oldest = before = part[-1].number
            found += [entry for entry in part if not subject or entry.concerns(subject)]
            if len(part) < PAGE:
                break
        return AuditPage(tuple(found), newest, oldest)

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
        # Asked first: what is written meanwhile is seen later than what is looked at here.
        seen, seen_hash = self._last_seen()
        total, broken, there = after, None, ""
        previous = GENESIS
        for entry in self._in_pieces(after):
            if after and total == after:
                previous = entry.previous
            total += 1
            if broken is None and not entry.follows(total, previous):
                broken = total
            previous = entry.hash
            there = entry.hash if total == seen else there
        if broken is not None:
            return Verification(total, broken, _broken(broken, self._store.place))
        if seen > after and there != seen_hash:
            return Verification(total, seen, self._lost(seen))
        return Verification(total, None, "")

    def _in_pieces(self, after: int) -> Iterator[AuditEntry]:
        while True:
            piece = self._store.entries(after, PIECE)
            yield from piece
            if len(piece) < PIECE:
                return
            after = piece[-1].number

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
