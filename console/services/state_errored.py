"""A state that an apply could not write where it belongs: kept as evidence; until it is there nothing is applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from console.domain.environment import EnvironmentName
from console.domain.run import RunRecord, StageName, StateMark
from console.errors import InputError, RefusedError
from console.services.state_access import StateAccess
from console.services.state_changes import StateChanged, check_typed, keep_if_same, typed_name
from console.services.state_copies import StateCopies, set_aside
from console.terraform.state_document import read_document

FILE = "errored.tfstate"
"""Where an engine leaves the state that it could not write: in the root, for everybody to read."""

_MOST_RUNS = 5


@dataclass(frozen=True, slots=True)
class ErroredState:
    """The state that waits to be written, beside the one that is there."""

    environment: EnvironmentName
    path: Path
    kept_at: datetime
    mark: StateMark
    now: StateMark
    refusal: str
    """Why it may not be written over the one that is there; empty where it may."""
    typed: str | None


class ErroredStates:
    """Secures what engines left, refuses runs while it waits, and writes it or gives it up."""

    def __init__(self, access: StateAccess, copies: StateCopies) -> None:
        self._store = access.store
        self._access = access
        self._copies = copies

    def secure(self, name: EnvironmentName) -> Path | None:
        """Move what an engine left in the newest runs into the environment's evidence; the path of what waits."""
        applied = [one for one in self._store.records(name) if one.stage(StageName.APPLY) is not None]
        for record in applied[:_MOST_RUNS]:
            left = self._store.folder(record.id).root(name.system) / FILE
            if left.exists():
                set_aside(left, self._waiting(name))
        return self._waiting(name) if self._waiting(name).exists() else None

    def refuse(self, name: EnvironmentName) -> None:
        """Raises RefusedError while a state waits: a run would not know of what the last apply made."""
        if self.secure(name) is not None:
            raise RefusedError(
                f"An apply of {name} could not write its state, which is kept: `infra-console state errored {name}` "
                "shows it and writes it; nothing is planned or applied before that."
            )

    def explain(self, record: RunRecord) -> None:
        """Have a run that left such a state say so."""
        if self.secure(record.name) is None or record.error is None or FILE in record.error:
            return
        record.error += (
            f" Its state could not be written and is kept ({FILE}): `infra-console state errored {record.environment}` "
            "shows it and writes it."
        )
        self._store.folder(record.id).write(record)

    def view(self, name: EnvironmentName) -> ErroredState | None:
        """The state that waits, and whether it may be written; None where none does. Raises StateError."""
        path = self.secure(name)
        if path is None:
            return None
        mark = read_document(path.read_bytes()).mark
        place = self._access.place(name)
        now = self._access.document(place).mark
        refusal = ""
        if now.lineage and now.lineage != mark.lineage:
            refusal = f"it has lineage {mark.lineage}, the state that is there has {now.lineage}."
        elif now.lineage and now.serial >= mark.serial:
            refusal = f"it has serial {mark.serial}, and the state that is there went on to serial {now.serial}."
        return ErroredState(
            environment=name,
            path=path,
            kept_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
            mark=mark,
            now=now,
            refusal=refusal,
            typed=typed_name(place.preset),
        )

    def push(self, errored: ErroredState, typed: str | None = None) -> StateChanged:
        """Write it, after a copy of what is there; raises RefusedError where it is no successor of that."""
        if errored.refusal:
            raise RefusedError(f"The kept state is not written: {errored.refusal}")
        check_typed(errored.typed, typed)
        name = errored.environment
        with self._store.locked(name) as lock:
            place = self._access.place(name)
            backup = keep_if_same(self._copies, name, self._access.pull(place), errored.now, "the errored state")
            self._access.push(place, errored.path.read_bytes(), "Writing the kept state", lock)
            after = self._access.document(place).mark
        self._done(errored, "written")
        return StateChanged(backup, after)

    def give_up(self, errored: ErroredState, typed: str) -> Path:
        """Go on without it; it stays as evidence. Raises InputError where the environment's name is not typed."""
        if typed != str(errored.environment):
            raise InputError(
                f"Without it Terraform does not know what the last apply of {errored.environment} made: type the "
                f"environment's name, {errored.environment}, to go on all the same."
            )
        return self._done(errored, "given-up")

    def _done(self, errored: ErroredState, how: str) -> Path:
        return set_aside(errored.path, errored.path.with_name(f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{how}.tfstate"))

    def _waiting(self, name: EnvironmentName) -> Path:
        return self._store.home / "evidence" / self._store.base.name / name.system / name.environment / FILE
