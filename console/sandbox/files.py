"""Where the sandbox of one console home keeps its files, and what its state file says."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Literal

from console.errors import SandboxError

ACCOUNT = "123456789012"
REGION = "us-east-1"

STARTING = 0
"""The port of a server that does not answer yet."""

Kept = Literal["fresh", "restored", "lost"]
"""What became of the resources of an earlier sandbox: there were none, they are back, or they are gone."""


@dataclass(frozen=True)
class SandboxFiles:
    """The files below `<console home>/sandbox/`; only their owner may read them."""

    folder: Path

    @classmethod
    def of_home(cls, home: Path) -> SandboxFiles:
        """The files of this console home; the folder is not created."""
        return cls(home.expanduser().absolute() / "sandbox")

    @property
    def state(self) -> Path:
        """Process, port and outcome of the restore; removed by a clean stop."""
        return self.folder / "server.json"

    @property
    def log(self) -> Path:
        """What the server process printed."""
        return self.folder / "server.log"

    @property
    def gaps(self) -> Path:
        """One JSON line for each action that was asked for and is not simulated."""
        return self.folder / "gaps.jsonl"

    @property
    def faults(self) -> Path:
        """The names of the faults that are switched on, each with its time, as JSON."""
        return self.folder / "faults.json"

    @property
    def load(self) -> Path:
        """When the load dial was turned and to what, as a JSON list."""
        return self.folder / "load.json"

    @property
    def snapshot(self) -> Path:
        """The resources, as last saved."""
        return self.folder / "resources.snapshot"

    @property
    def unsaved(self) -> Path:
        """Exists while the server holds changes that no snapshot has yet."""
        return self.folder / "unsaved"

    @property
    def begun(self) -> Path:
        """When the resources that there are now began from nothing, as ISO 8601 text."""
        return self.folder / "begun"

    @property
    def alive_lock(self) -> Path:
        """Held by the server for as long as its process lives, however that ends."""
        return self.folder / "alive.lock"

    @property
    def start_lock(self) -> Path:
        """Held while somebody starts or stops the server."""
        return self.folder / "start.lock"

    def create_folder(self) -> None:
        """Create the folder, readable by its owner only; raises SandboxError where that cannot be."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SandboxError(f"The sandbox's folder {self.folder} cannot be made: {error.strerror}.") from None


@dataclass(frozen=True)
class ServerState:
    """What a running server says about itself in its state file."""

    pid: int
    port: int
    started_at: datetime
    resources_kept: Kept
    note: str

    def write(self, path: Path) -> None:
        """Write the state file in one step."""
        content = asdict(self) | {"started_at": self.started_at.isoformat()}
        replace_file(path, json.dumps(content, indent=1).encode())

    @classmethod
    def read(cls, path: Path) -> ServerState | None:
        """The state in the file, or None when there is none that can be read."""
        try:
            content = json.loads(path.read_bytes())
            # Whatever else another version has written there is left out: its server must still be stopped.
            known = {field.name: content[field.name] for field in fields(cls)}
            return cls(**(known | {"started_at": datetime.fromisoformat(content["started_at"])}))
        except (OSError, ValueError, TypeError, KeyError):
            return None


def replace_file(path: Path, content: bytes) -> None:
    """Put the content at the path in one step, readable by its owner only: a reader sees the old or the new file."""
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


@contextmanager
def held_lock(path: Path, *, timeout_seconds: float) -> Iterator[bool]:
    """Hold the lock file; yields False when it could not be had in time. It ends with the process at the latest."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _lock_before(descriptor, time.monotonic() + timeout_seconds)
    finally:
        os.close(descriptor)


def lock_is_held(path: Path) -> bool:
    """Whether some process holds the lock file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _lock_before(descriptor: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        else:
            return True
