"""Where the runs of one target (aws or sandbox) are, and who may work on an environment now."""

from __future__ import annotations

import fcntl
import getpass
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from console.domain.environment import EnvironmentName
from console.domain.run import RunRecord
from console.errors import ConsoleError, LockedError, RunNotFoundError
from console.services.run_folder import RunFolder, refusals_of_the_disk

_PROBE_SECONDS = 0.3


class UnreadableRun(NamedTuple):
    """A run whose record cannot be read, and the sentence that says why and what to do."""

    id: str
    problem: str


class Survey(NamedTuple):
    """What the folders of runs hold."""

    records: list[RunRecord]
    unreadable: list[UnreadableRun]


class RunStore:
    """`home/runs/<target>/`: a folder for each environment, in it a folder for each run."""

    def __init__(
        self, home: Path, *, sandbox: bool, written: Callable[[RunRecord], None] = lambda record: None
    ) -> None:
        """`written` is told of each record once it is on the disk."""
        self.sandbox = sandbox
        self._written = written
        self.base = home / "runs" / ("sandbox" if sandbox else "aws")
        self.home = home

    def environment(self, name: EnvironmentName) -> Path:
        return self.base / name.system / name.environment

    def create(self, name: EnvironmentName) -> tuple[int, RunFolder]:
        """Make the folder of the next run; two consoles never get the same number."""
        folder = self.environment(name)
        with refusals_of_the_disk(folder):
            return self._create(folder)

    def _create(self, folder: Path) -> tuple[int, RunFolder]:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = max(self._numbers(folder), default=0) + 1
        while True:
            try:
                (folder / str(number)).mkdir(mode=0o700)
                return number, RunFolder(folder / str(number), self._written)
            except FileExistsError:
                number += 1

    def folder(self, run_id: str) -> RunFolder:
        """The folder of `system/environment#number`; raises RunNotFoundError."""
        name, _, number = run_id.partition("#")
        path = self.environment(EnvironmentName.parse(name)) / number
        if not number.isdigit() or not path.is_dir():
            raise RunNotFoundError(f"There is no run {run_id!r}: `infra-console runs` lists them.")
        return RunFolder(path, self._written)

    def records(self, name: EnvironmentName) -> list[RunRecord]:
        """Every run of the environment, newest first; raises ConsoleError where one of them cannot be read."""
        found = self.survey(name)
        if found.unreadable:
            raise ConsoleError(found.unreadable[0].problem)
        return found.records

    def survey(self, name: EnvironmentName | None = None) -> Survey:
        """Every run with a record, newest first; a folder without one is a run that never began."""
        if name is not None:
            folders = [self.environment(name)]
        else:
            folders = [path for path in self.base.glob("*/*") if path.is_dir()]
        found = Survey([], [])
        for folder in folders:
            for number in self._numbers(folder):
                run_id = f"{folder.parent.name}/{folder.name}#{number}"
                try:
                    record = _own_record(RunFolder(folder / str(number)), run_id)
                except ConsoleError as error:
                    found.unreadable.append(UnreadableRun(run_id, error.message))
                else:
                    found.records.extend([record] if record is not None else [])
        found.records.sort(key=lambda record: (record.created_at, record.number), reverse=True)
        return found

    @contextmanager
    def locked(self, name: EnvironmentName) -> Iterator[int]:
        """Hold the environment for this process and for those that inherit the descriptor yielded.

        The lock is the kernel's: it ends with the last process that holds it. Raises LockedError naming the holder.
        """
        descriptor = self._open_lock(name)
        try:
            if not self._acquire(descriptor):
                holder = os.pread(descriptor, 500, 0).decode(errors="replace").strip() or "another process"
                raise LockedError(
                    f"{name} is being worked on by {holder}: wait for it, or look at it with `infra-console runs`."
                )
            with refusals_of_the_disk(self.environment(name) / ".lock"):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"{whoami()} (process {os.getpid()})".encode(), 0)
            yield descriptor
        finally:
            os.close(descriptor)

    def holder(self, name: EnvironmentName) -> str | None:
        """Who works on the environment now, or None."""
        if not (self.environment(name) / ".lock").exists():
            return None
        descriptor = self._open_lock(name)
        try:
            if take_lock(descriptor):
                return None
            return os.pread(descriptor, 500, 0).decode(errors="replace").strip() or "another process"
        finally:
            os.close(descriptor)

    @staticmethod
    def _acquire(descriptor: int) -> bool:
        # Another console that asks who the holder is has the lock for an instant: that is not a holder.
        deadline = time.monotonic() + _PROBE_SECONDS
        while not take_lock(descriptor):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _open_lock(self, name: EnvironmentName) -> int:
        folder = self.environment(name)
        with refusals_of_the_disk(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)

    @staticmethod
    def _numbers(folder: Path) -> list[int]:
        try:
            return [int(path.name) for path in folder.iterdir() if path.name.isdigit()]
        except (FileNotFoundError, NotADirectoryError):
            return []


def _own_record(folder: RunFolder, run_id: str) -> RunRecord | None:
    """The record of that very run; raises ConsoleError for one that cannot be read or was copied from elsewhere."""
    record = folder.read()
    if record is not None and record.id != run_id:
        raise ConsoleError(
            f"The run record {folder.record_file} is of run {record.id}: move the folder away, which is a copy."
        )
    return record


def take_lock(descriptor: int) -> bool:
    """Take the file's lock if nobody has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def whoami() -> str:
    """user@host, for records and locks; the user's number where this machine has no name for it."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"
