"""Copies of the state, kept before something changes it. They hold secrets in clear text: mode 0600, in the home."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from console.domain.environment import EnvironmentName
from console.domain.state import StateBackup
from console.errors import InputError, StateError
from console.services.run_folder import write_durably
from console.services.run_store import RunStore, whoami
from console.terraform.state_document import read_document

MOST_KEPT = 30
"""Copies of one environment; the oldest goes when there is one more."""


class StateCopies:
    """`home/state-backups/<target>/<system>/<environment>/`: a state and what is known of it, side by side."""

    def __init__(self, store: RunStore) -> None:
        self._store = store

    def folder(self, name: EnvironmentName) -> Path:
        return self._store.home / "state-backups" / self._store.base.name / name.system / name.environment

    def keep(self, name: EnvironmentName, state: bytes, why: str) -> StateBackup | None:
        """Keep a copy; None where there is nothing to keep, since the state was never written.

        Raises StateError for what is no state, ConsoleError where the disk refuses.
        """
        document = read_document(state)
        if document.empty:
            return None
        at = datetime.now(UTC)
        backup = StateBackup(
            id=self._free_id(name, f"{at:%Y%m%d-%H%M%S}-s{document.mark.serial}"),
            at=at,
            by=whoami(),
            why=why,
            lineage=document.mark.lineage,
            serial=document.mark.serial,
            resources=document.mark.resources,
            size=len(state),
        )
        folder = self.folder(name)
        write_durably(folder / f"{backup.id}.tfstate", state.decode("utf-8"))
        known = {key: getattr(backup, key) for key in ("by", "why", "lineage", "serial", "resources", "size")}
        write_durably(folder / f"{backup.id}.json", json.dumps({"at": at.isoformat(), **known}))
        for old in self.list(name)[MOST_KEPT:]:
            (folder / f"{old.id}.json").unlink(missing_ok=True)
            (folder / f"{old.id}.tfstate").unlink(missing_ok=True)
        return backup

    def list(self, name: EnvironmentName) -> tuple[StateBackup, ...]:
        """Newest first; a copy whose description is missing or broken is left out."""
        found = [self._described(path) for path in self.folder(name).glob("*.json")]
        return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.at, one.id), reverse=True))

    def read(self, name: EnvironmentName, backup: str) -> bytes:
        """The state of a copy by its id; raises InputError where there is none, StateError where it was damaged."""
        found = next((one for one in self.list(name) if one.id == backup), None)
        if found is None:
            raise InputError(f"{name} has no backup {backup!r}: `infra-console state backups {name}` lists them.")
        path = self.folder(name) / f"{found.id}.tfstate"
        try:
            state = path.read_bytes()
        except OSError as error:
            raise StateError(f"The backup {path} cannot be read: {error.strerror}.") from None
        mark = read_document(state).mark
        if (mark.lineage, mark.serial) != (found.lineage, found.serial):
            raise StateError(f"The backup {path} is not what was kept: its lineage or serial differs. Use another one.")
        return state

    def _free_id(self, name: EnvironmentName, wanted: str) -> str:
        free, number = wanted, 1
        while (self.folder(name) / f"{free}.json").exists():
            number += 1
            free = f"{wanted}-{number}"
        return free

    @staticmethod
    def _described(path: Path) -> StateBackup | None:
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
            return StateBackup(**{**known, "id": path.stem, "at": datetime.fromisoformat(known["at"])})
        except (OSError, ValueError, KeyError, TypeError):
            return None


def set_aside(path: Path, evidence: Path) -> Path:
    """Move a file away as evidence, mode 0600, without replacing an earlier one; returns where it is now."""
    evidence.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, number = evidence, 1
    while target.exists():
        number += 1
        target = evidence.with_name(f"{evidence.name}.{number}")
    path.chmod(0o600)
    shutil.move(path, target)
    return target
