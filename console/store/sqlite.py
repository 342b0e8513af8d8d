"""The store in the console home: one SQLite file, used by as many consoles of this machine as are open."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from console.domain.audit import GENESIS, AuditEntry
from console.errors import ChangedMeanwhileError, LockedError, StoreError
from console.ports import StoredRecord

BUSY_SECONDS = 10.0
"""How long a console waits for another one that is writing."""
FORMAT = 1
"""`user_version` of the file: a higher one was written by a later console."""
_BEYOND = 2**63 - 1
"""The largest number that SQLite knows: no entry has it."""

_TABLES = f"""
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE records (kind TEXT, key TEXT, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE documents (key TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE leases (key TEXT PRIMARY KEY, holder TEXT NOT NULL, until REAL NOT NULL);
CREATE TABLE audit (number INTEGER PRIMARY KEY, entry TEXT NOT NULL);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
PRAGMA user_version = {FORMAT};
COMMIT;
"""

Rows = Callable[..., list[Any]]
"""Runs a statement with its parameters; the rows that it answers."""


class SqliteLooks:
    """Everything that is read of the store. A file that is not there is an empty store, and is not made."""

    shared = False

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def place(self) -> str:
        """Where the store is, in words."""
        return str(self._path)

    def read(self, kind: str, key: str) -> StoredRecord | None:
        with self._looking() as rows:
            found = rows("SELECT key, body, version FROM records WHERE kind = ? AND key = ?", kind, key)
        return StoredRecord(*found[0]) if found else None

    def list(self, kind: str, prefix: str = "") -> tuple[StoredRecord, ...]:
        like = "SELECT key, body, version FROM records WHERE kind = ? AND substr(key, 1, ?) = ? ORDER BY key"
        with self._looking() as rows:
            return tuple(StoredRecord(*row) for row in rows(like, kind, len(prefix), prefix))

    def kept(self, key: str) -> bytes | None:
        with self._looking() as rows:
            found = rows("SELECT content FROM documents WHERE key = ?", key)
        return bytes(found[0][0]) if found else None

    def entries(self, after: int = 0, most: int | None = None) -> tuple[AuditEntry, ...]:
        wanted = "SELECT number, entry FROM audit WHERE number > ? ORDER BY number LIMIT ?"
        with self._looking() as rows:
            found = rows(wanted, after, _BEYOND if most is None else most)
        return tuple(_entry(*row) for row in found)

    def newest(self, count: int, before: int | None = None) -> tuple[AuditEntry, ...]:
        wanted = "SELECT number, entry FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?"
        with self._looking() as rows:
            found = rows(wanted, _BEYOND if before is None else before, count)
        return tuple(_entry(*row) for row in found)

    @contextmanager
    def _looking(self) -> Iterator[Rows]:
        if not self._there():
            yield lambda *_: []
            return
        with self._opened("ro") as rows:
            yield rows

    def _there(self) -> bool:
        try:
            return self._path.exists()
        except OSError as error:
            raise StoreError(f"The store {self._path} cannot be reached: {error.strerror}.") from None

    @contextmanager
    def _opened(self, mode: str) -> Iterator[Rows]:
        """A connection of its own each time: consoles have many threads, and opening one takes a tenth of a ms."""
        deed = "read" if mode == "ro" else "written"
        try:
            address = f"{self._path.absolute().as_uri()}?mode={mode}"
            with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                if version != FORMAT:
                    raise StoreError(
                        f"The store {self._path} has format {version}, and this console knows {FORMAT}: use the "
                        "console that wrote it, or move the file away to begin a new store."
                    )
                yield lambda statement, *values: connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"The store {self._path} cannot be {deed}: {_reason(error)}", detail=str(error)) from None


class SqliteStore(SqliteLooks):
    """The store with what changes it; the file is made when something is first written, for its owner alone."""

    def write(self, kind: str, key: str, body: str, expected: int) -> int:
        with self._changing() as rows:
            found = rows("SELECT version FROM records WHERE kind = ? AND key = ?", kind, key)
            version = found[0][0] if found else 0
            if version != expected:
                raise ChangedMeanwhileError(changed_meanwhile(kind, key))
            rows("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", kind, key, expected + 1, body)
        return expected + 1

    def keep(self, key: str, content: bytes) -> None:
        with self._changing() as rows:
            rows("INSERT OR REPLACE INTO documents VALUES (?, ?)", key, content)

    def hold(self, key: str, holder: str, seconds: float) -> None:
        """Leases are between the consoles of one machine, which have one clock."""
        now = time.time()
        with self._changing() as rows:
            found = rows("SELECT holder, until FROM leases WHERE key = ?", key)
            if found and found[0][0] != holder and found[0][1] > now:
                raise LockedError(held_by(key, found[0][0]))
            rows("INSERT OR REPLACE INTO leases VALUES (?, ?, ?)", key, holder, now + seconds)

    def let_go(self, key: str, holder: str) -> None:
        with self._changing() as rows:
            rows("DELETE FROM leases WHERE key = ? AND holder = ?", key, holder)

    def append(self, entry: AuditEntry) -> AuditEntry:
        with self._changing() as rows:
            last = rows("SELECT number, entry FROM audit ORDER BY number DESC LIMIT 1")
            number, previous = (last[0][0], _entry(*last[0]).hash) if last else (0, GENESIS)
            sealed = entry.sealed(number + 1, previous)
            rows("INSERT INTO audit VALUES (?, ?)", sealed.number, sealed.model_dump_json())
        return sealed

    @contextmanager
    def _changing(self) -> Iterator[Rows]:
        """One transaction; without its commit, because something raised, everything stays as it was."""
        self._make()
        with self._opened("rw") as rows:
            rows("BEGIN IMMEDIATE")
            yield rows
            rows("COMMIT")

    def _make(self) -> None:
        """Make the file beside and link it to its name: another console sees all of it or nothing."""
        if self._there():
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=self._path.parent, prefix=".new-") as folder:
                made = Path(folder) / self._path.name
                made.touch(mode=0o600)
                with closing(sqlite3.connect(made, isolation_level=None)) as connection:
                    connection.executescript(_TABLES)
                self._path.hardlink_to(made)
        except FileExistsError:
            # Another console was faster.
            return
        except OSError as error:
            raise StoreError(f"The store {self._path} cannot be made: {error.strerror}.") from None
        except sqlite3.Error as error:
            raise StoreError(f"The store {self._path} cannot be made: {_reason(error)}", detail=str(error)) from None


def changed_meanwhile(kind: str, key: str) -> str:
    """Why a record was not written."""
    return f"The {kind} {key} was changed by somebody else meanwhile: nothing was written; look at it again."


def held_by(key: str, holder: str) -> str:
    """Why a lease was not given."""
    return f"{key} is held by {holder}: wait for it, or have it let go there."


def _entry(number: int, text: str) -> AuditEntry:
    """An entry as it is kept; one that cannot be read is an entry of another content, which breaks the chain there."""
    try:
        return AuditEntry.model_validate_json(text)
    except ValidationError as error:
        raise StoreError(
            f"Entry {number} of the audit log cannot be read: it was changed after it was written.", detail=str(error)
        ) from None


def _reason(error: sqlite3.Error) -> str:
    said = str(error)
    if "locked" in said:
        return f"another console has been writing for {BUSY_SECONDS:.0f} s; try again."
    if "full" in said:
        return "the disk is full; make room and try again."
    if "readonly" in said or "unable to open" in said:
        return "it, or its folder, may not be opened so; have its owner and its mode set right."
    if "not a database" in said or "malformed" in said:
        return "it is damaged; restore it from a backup, or move it away to begin a new one. Nothing was overwritten."
    return f"{said}."
