"""Who holds a state's lock, and releasing one whose holder is gone."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from console.domain.environment import EnvironmentName
from console.domain.state_lock import StateLock
from console.errors import InputError, LockedError, RefusedError, StateError
from console.ports import StateObjectReader
from console.services.state_access import StateAccess, StatePlace
from console.terraform.engine_processes import engines_since_before, works_on
from console.terraform.local_lock import held_by

YOUNGEST_SECONDS = 300.0
"""A lock that is younger is taken for one that is in use."""


@dataclass(frozen=True, slots=True)
class LockView:
    """A state's lock as it is now, and what speaks against releasing it."""

    environment: EnvironmentName
    lock: StateLock | None
    console: str | None
    """Who works on the environment with this console home, None where nobody does."""
    against: tuple[str, ...]
    """Reasons why it is not released; empty where it may be."""
    notes: tuple[str, ...] = ()


class StateLocks:
    """Looks at locks, and releases them by `force-unlock`."""

    def __init__(
        self,
        access: StateAccess,
        reader: StateObjectReader,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._access = access
        self._reader = reader
        self._now = now

    def view(self, name: EnvironmentName) -> LockView:
        """Who holds the lock; raises RefusedError where only an engine that meets it could say."""
        return self._view(self._access.place(name))

    def release(self, name: EnvironmentName, typed: str) -> StateLock:
        """Release the lock of that ID; raises InputError for another one, RefusedError where its holder may live."""
        place = self._access.place(name)
        view = self._view(place)
        if view.lock is None:
            raise InputError(f"The state of {name} is not locked: there is nothing to release.")
        holder = view.lock.holder
        if view.against:
            raise RefusedError(f"The lock of {name} is not released: {' '.join(view.against)}")
        if not holder.id or typed != holder.id:
            raise InputError(f"To release the lock of {name}, type its ID exactly: {holder.id or 'it has none'}.")
        with self._access.store.locked(name) as lock:
            again = self._lock(place)
            if again is None or again.holder.id != holder.id:
                raise LockedError(f"The lock of {name} is another one by now: look again.")
            self._access.change(
                place, self._access.room.engine.commands.force_unlock(holder.id), "Releasing the lock", lock
            )
            left = self._lock(place)
        if left is not None and left.holder.id == holder.id:
            raise StateError(f"The engine reported that the lock of {name} is released, but it is still there.")
        return view.lock

    def _view(self, place: StatePlace) -> LockView:
        name = place.record.name
        lock, console = self._lock(place), self._access.store.holder(name)
        against = self._against(place, lock, console) if lock is not None else ()
        notes = []
        if lock is not None and lock.host and lock.host != socket.gethostname():
            notes.append(f"Whether {lock.holder.who} still works on it cannot be seen from this machine: ask.")
        return LockView(name, lock, console, against, tuple(notes))

    def _lock(self, place: StatePlace) -> StateLock | None:
        backend = place.preset.backend
        if backend.type == "s3":
            return self._reader.lock(backend)
        if backend.type == "local":
            return self._local_lock(place)
        raise RefusedError(
            f"{place.record.name} keeps its state {backend.describe()}: its lock is seen by an engine only; a plan "
            "that meets it names the holder."
        )

    def _local_lock(self, place: StatePlace) -> StateLock | None:
        """A local lock is the kernel's and ends with its process; the file beside it says who that is."""
        path = self._access.local_file(place)
        holder = held_by(path) if path is not None else None
        return None if holder is None else StateLock(holder, "lock of the file on this machine")

    def _against(self, place: StatePlace, lock: StateLock, console: str | None) -> tuple[str, ...]:
        found = []
        if place.preset.backend.type == "local":
            return ("its holder is a live process of this machine, and the lock ends with it.",)
        if console is not None:
            found.append(f"{console} works on the environment with this console.")
        age = lock.age_seconds(self._now())
        if age is None:
            found.append("it does not say since when it is held.")
        elif age < YOUNGEST_SECONDS:
            found.append(
                f"it is {max(age, 0):.0f} s old, and under {YOUNGEST_SECONDS / 60:.0f} minutes it may be in use."
            )
        if lock.host == socket.gethostname() and lock.holder.created is not None:
            alive = [each for each in engines_since_before(lock.holder.created) if works_on(each, place.preset.backend)]
            if alive:
                found.append(f"its holder may be process {alive[0].pid} of this machine, which is still there.")
        return tuple(found)
