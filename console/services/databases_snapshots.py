"""Snapshots: what is kept of a database, keeping one more, waiting until it is there, deleting one."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from console.domain.databases import Database, DatabaseAddress, Kind, Snapshot
from console.domain.environment import EnvironmentName
from console.errors import InputError, RefusedError, RunStoppedError
from console.ports import DatabaseChanger, DatabaseReader
from console.services.databases_costs import DatabaseCosts, MonthlyCost
from console.services.databases_found import DatabaseFinder

_NAMES = {
    Kind.RDS: (r"(?!.*--)[A-Za-z][A-Za-z0-9-]{0,253}[A-Za-z0-9]", "letters, digits and single hyphens, a letter first"),
    Kind.DYNAMODB: (r"[A-Za-z0-9_.-]{3,255}", "3 to 255 letters, digits, underscores, dots and hyphens"),
}
"""What AWS takes as the name of a snapshot, and of a backup of a table."""


@dataclass(frozen=True, slots=True)
class DatabaseView:
    """A database with what is kept of it, newest first."""

    database: Database
    snapshots: tuple[Snapshot, ...]
    replica_of: str = ""


@dataclass(frozen=True, slots=True)
class SnapshotPlan:
    """What keeping one more would do."""

    environment: EnvironmentName
    database: Database
    name: str
    cost: MonthlyCost
    warnings: tuple[str, ...]
    sandbox: bool


class Snapshots:
    """Lists them, makes them and deletes those that were made on demand."""

    def __init__(
        self,
        finder: DatabaseFinder,
        reader: DatabaseReader,
        changer: DatabaseChanger,
        costs: DatabaseCosts,
        *,
        sandbox: bool,
        now: Callable[[], datetime],
        poll_seconds: float,
    ) -> None:
        self._finder = finder
        self._reader = reader
        self._changer = changer
        self._costs = costs
        self._sandbox = sandbox
        self._now = now
        self._poll_seconds = poll_seconds

    def views(self, name: EnvironmentName, database: str | None = None) -> tuple[DatabaseView, ...]:
        """Every database, or the one of that name; raises InputError or AwsError.

        One that is in the state and not in AWS any more is shown as gone.
        """
        found = self._finder.of(name)
        chosen = found.databases if database is None else (found.database(database),)
        return tuple(self._view(each.address, each.replica_of) for each in chosen)

    def _view(self, address: DatabaseAddress, replica_of: str) -> DatabaseView:
        database = self._reader.database(address) or Database(address, "gone", "", "")
        return DatabaseView(database, self._reader.snapshots(address), replica_of)

    def plan(self, name: EnvironmentName, database: str | None, called: str | None) -> SnapshotPlan:
        """What one more would cost; `called` None proposes a name. Raises InputError, RefusedError or AwsError."""
        address = self._finder.of(name).database(database).address
        now = present(self._reader, address)
        if not now.available:
            raise RefusedError(f"{address} is {now.status}: a snapshot can be made once it is available.")
        called = called or f"{address.name}-{self._now():%Y%m%d-%H%M%S}"
        check_snapshot_name(address.kind, called)
        taken = any(each.name == called for each in self._reader.snapshots(address))
        if taken and address.kind is not Kind.DYNAMODB:
            raise InputError(f"There is a snapshot {called} already: choose another name.")
        return SnapshotPlan(name, now, called, self._costs.snapshot(now), _warnings(now), self._sandbox)

    def create(self, plan: SnapshotPlan) -> str:
        """Begin it; how AWS calls it. Raises AwsError."""
        return self._changer.create_snapshot(plan.database.address, plan.name)

    def wait(
        self,
        address: DatabaseAddress,
        snapshot: str,
        *,
        on_change: Callable[[Snapshot], None],
        cancel: threading.Event | None = None,
        timeout_seconds: float = 3600,
    ) -> Snapshot:
        """Wait until it is available; raises RefusedError where it failed or takes longer, RunStoppedError."""
        deadline, stop = time.monotonic() + timeout_seconds, cancel or threading.Event()
        while True:
            found = next((each for each in self._reader.snapshots(address) if each.id == snapshot), None)
            if found is not None:
                on_change(found)
                if found.available:
                    return found
                if found.failed:
                    raise RefusedError(f"The snapshot {found.name} failed ({found.status}): nothing is kept by it.")
            if time.monotonic() > deadline:
                status = found.status if found else "not shown"
                raise RefusedError(
                    f"The snapshot is still {status} after {timeout_seconds:.0f} s; it goes on by itself "
                    "(`infra-console databases snapshots`)."
                )
            if stop.wait(self._poll_seconds):
                raise RunStoppedError("Stopped waiting: the snapshot goes on by itself.")

    def find(self, name: EnvironmentName, database: str | None, snapshot: str) -> Snapshot:
        """A snapshot by its name or ARN; raises InputError where there is none, or several of the name."""
        address = self._finder.of(name).database(database).address
        return chosen_snapshot(self._reader.snapshots(address), address, snapshot)

    def delete(self, snapshot: Snapshot, typed: str | None) -> None:
        """Delete one that was made on demand; raises RefusedError, InputError where its name was not typed."""
        if snapshot.automatic:
            raise RefusedError(
                f"{snapshot.name} was made automatically: it goes when its retention is over, or with the database."
            )
        if typed != snapshot.name:
            raise InputError(
                f"Deleting {snapshot.name} cannot be undone: type its name to go on (--type-name {snapshot.name})."
            )
        self._changer.delete_snapshot(snapshot)


def present(reader: DatabaseReader, address: DatabaseAddress) -> Database:
    """The database as it is; raises RefusedError where it is gone."""
    found = reader.database(address)
    if found is None:
        raise RefusedError(
            f"There is no {address.kind} database {address} in {address.region} any more, although the state has it: "
            "plan the environment to see what happened."
        )
    return found


def check_snapshot_name(kind: Kind, name: str) -> None:
    """Raises InputError for a name that AWS does not take."""
    pattern, words = _NAMES[Kind.DYNAMODB if kind is Kind.DYNAMODB else Kind.RDS]
    if not re.fullmatch(pattern, name):
        raise InputError(f"{name[:60]!r} cannot be the name of a snapshot: {words}.")


def chosen_snapshot(snapshots: tuple[Snapshot, ...], address: DatabaseAddress, wanted: str) -> Snapshot:
    """The one of that name or ARN; raises InputError."""
    found = [each for each in snapshots if wanted in (each.id, each.name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(each.id for each in found)
        raise InputError(f"{address} has several backups called {wanted[:80]!r}: choose one by its ARN ({ids}).")
    known = ", ".join(each.name for each in snapshots[:8]) or "none"
    raise InputError(f"{address} has no snapshot {wanted[:80]!r}: it has {known}.")


def _warnings(database: Database) -> tuple[str, ...]:
    found = []
    if database.address.kind is Kind.RDS and database.multi_az is False:
        found.append("Without a standby (Single-AZ) reads and writes may pause for seconds while it begins.")
    if database.encrypted is False:
        found.append("The database is not encrypted, and its snapshot will not be.")
    return tuple(found)
