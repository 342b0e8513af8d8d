"""Keeps the simulated resources in the console home: saved when changes settle, restored at the next start."""

from __future__ import annotations

import hashlib
import json
import logging
import pickle
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from console.sandbox.backends import dump_backends, load_backends
from console.sandbox.files import Kept, SandboxFiles, replace_file
from console.sandbox.world import World

_LOG = logging.getLogger(__name__)
_FORMAT = 1
_QUIET_SECONDS = 2.0
_LONGEST_UNSAVED_SECONDS = 15.0


@dataclass(frozen=True)
class Restored:
    """What the start found of an earlier sandbox, with a sentence for the operator."""

    kept: Kept
    note: str


class SnapshotRefusedError(Exception):
    """The snapshot cannot be used; the message says why."""


class Snapshots:
    """The one snapshot of this home: restores it once, then keeps it up to date."""

    def __init__(self, files: SandboxFiles, world: World, say: Callable[[str], None]) -> None:
        self._files = files
        self._world = world
        self._say = say
        self._saving = threading.Lock()
        self._saved_changes = 0
        self._failed = False

    def restore(self) -> Restored:
        """Bring the saved resources back; a snapshot that cannot be used is put aside, never deleted."""
        unsaved = self._files.unsaved.exists()
        self._files.unsaved.unlink(missing_ok=True)
        if not self._files.snapshot.exists():
            if unsaved:
                return Restored("lost", "The last sandbox ended before anything was saved: its resources are lost.")
            return Restored("fresh", "The sandbox is new and empty.")
        try:
            saved_at = _load(self._files)
        except SnapshotRefusedError as refusal:
            aside = self._files.snapshot.with_name(f"resources.refused-{datetime.now(UTC):%Y%m%dT%H%M%S}")
            self._files.snapshot.rename(aside)
            return Restored("lost", f"The saved resources are lost: {refusal}. Their file is kept as {aside}.")
        note = f"The resources saved at {saved_at} are back."
        if unsaved:
            note += " The sandbox ended unexpectedly after that: changes made later are lost."
        return Restored("restored", note)

    def run(self) -> None:
        """Save whenever changes have settled, until the world is closed."""
        while not self._world.closed:
            self._world.wait_for_change(self._saved_changes)
            if self._world.changes > self._saved_changes:
                self._files.unsaved.touch(mode=0o600)
                self._world.wait_until_settled(_QUIET_SECONDS, _LONGEST_UNSAVED_SECONDS)
                self.save()

    def save(self) -> None:
        """Write the resources as they are, if they have changed since the last time."""
        # The end of the process waits here for a save that the thread has begun.
        with self._saving:
            try:
                self._save_changes()
            except Exception as error:  # noqa: BLE001 - of whatever moto's objects or the disk raise, the operator hears
                _LOG.exception("the resources could not be saved")
                self._failed = True
                self._say(f"The resources cannot be saved and are lost when the sandbox ends ({error}).")

    def _save_changes(self) -> None:
        with self._world.turn:
            changes = self._world.changes
            if changes == self._saved_changes:
                return
            self._saved_changes = changes
            content = dump_backends()
        header = {
            "made_by": _made_by(),
            "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        replace_file(self._files.snapshot, json.dumps(header).encode() + b"\n" + content)
        if self._world.changes == changes:
            self._files.unsaved.unlink(missing_ok=True)
        if self._failed:
            self._failed = False
            self._say(f"The resources are saved again, since {header['saved_at']}.")


def _made_by() -> str:
    """What a snapshot depends on: it holds moto's objects, and code that only the same Python can load."""
    return (
        f"snapshot format {_FORMAT}, moto {version('moto')}, Python {sys.version_info.major}.{sys.version_info.minor}"
    )


def _load(files: SandboxFiles) -> str:
    """Load the snapshot into moto; returns when it was saved."""
    header_line, _, content = files.snapshot.read_bytes().partition(b"\n")
    try:
        header = json.loads(header_line)
        made_by, digest = header["made_by"], header["sha256"]
    except (ValueError, KeyError, TypeError):
        raise SnapshotRefusedError("the file is damaged") from None
    if digest != hashlib.sha256(content).hexdigest():
        raise SnapshotRefusedError("the file is damaged")
    if made_by != _made_by():
        raise SnapshotRefusedError(f"they were saved by {made_by}, this is {_made_by()}")
    try:
        load_backends(content)
    except (pickle.PickleError, ImportError, AttributeError, LookupError, TypeError, ValueError, EOFError) as error:
        _LOG.exception("the snapshot could not be loaded")
        raise SnapshotRefusedError(f"this version cannot read them ({error})") from error
    return str(header["saved_at"])
