"""Who drives a rollout: one console at a time. A lease in the team's store, and a lock of this machine's kernel."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from console.errors import ConsoleError, LockedError
from console.ports import TeamStore
from console.services.run_folder import refusals_of_the_disk
from console.services.run_store import take_lock, whoami

LEASE_SECONDS = 60.0
"""A driver on another machine that died is followed after so long; it renews its lease three times as often."""
RENEW_SECONDS = LEASE_SECONDS / 3

_PROBE_SECONDS = 0.3
_HOLDER = re.compile(r".*@(?P<host>.+) \(process (?P<pid>\d+)\)")


class Seat:
    """The driver's seat of one rollout, held by this process."""

    def __init__(self, store: TeamStore, key: str, holder: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._key = key
        self.holder = holder
        self._clock = clock
        self._renewed = clock()

    def renew(self) -> str:
        """Renew the lease where it is time to; why the seat is lost, empty where it is kept."""
        if self._clock() - self._renewed < RENEW_SECONDS:
            return ""
        try:
            self._store.hold(self._key, self.holder, LEASE_SECONDS)
        except LockedError as error:
            return error.message
        except ConsoleError as error:
            # A store that is away for a moment gives the lease to nobody else before it ends.
            return error.message if self._clock() - self._renewed > LEASE_SECONDS else ""
        self._renewed = self._clock()
        return ""


class Seats:
    """Gives the seats out."""

    def __init__(self, store: Callable[[], TeamStore], folder: Path) -> None:
        self._get = store
        self._folder = folder

    def holder(self, rollout_id: str) -> str:
        """The process of this console home that has the seat; empty where none has."""
        path = self._folder / f"{rollout_id}.lock"
        if not path.exists():
            return ""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            return "" if take_lock(descriptor) else os.pread(descriptor, 500, 0).decode(errors="replace")
        finally:
            os.close(descriptor)

    @contextmanager
    def taken(self, rollout_id: str, last_driver: str) -> Iterator[Seat]:
        """Hold the seat; raises LockedError naming who has it.

        The kernel ends this process's lock with it, however it dies. The lease of a driver that died on this machine is
        taken over at once, another one when it has ended.
        """
        store, holder = self._get(), f"{whoami()} (process {os.getpid()})"
        path = self._folder / f"{rollout_id}.lock"
        with refusals_of_the_disk(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _acquired(descriptor):
                other = os.pread(descriptor, 500, 0).decode(errors="replace").strip() or "another console"
                raise LockedError(f"{rollout_id} is driven by {other}: look at it with `infra-console rollout status`.")
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, holder.encode(), 0)
            key = f"rollout/{rollout_id}"
            self._hold(store, key, holder, last_driver)
            try:
                yield Seat(store, key, holder)
            finally:
                with suppress(ConsoleError):
                    # A store that is away now lets the lease end by itself.
                    store.let_go(key, holder)
        finally:
            os.close(descriptor)

    @staticmethod
    def _hold(store: TeamStore, key: str, holder: str, last_driver: str) -> None:
        try:
            store.hold(key, holder, LEASE_SECONDS)
        except LockedError:
            # With the kernel's lock ours, nobody of this console home drives; another home's process may be alive.
            if store.shared and not died_here(last_driver):
                raise
            store.let_go(key, last_driver)
            store.hold(key, holder, LEASE_SECONDS)


def _acquired(descriptor: int) -> bool:
    # Another console that asks who the holder is has the lock for an instant: that is no driver.
    deadline = time.monotonic() + _PROBE_SECONDS
    while not take_lock(descriptor):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def died_here(driver: str) -> bool:
    """Whether it was a process of this machine that is no more."""
    found = _HOLDER.fullmatch(driver)
    if found is None or found["host"] != socket.gethostname():
        return False
    try:
        os.kill(int(found["pid"]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
