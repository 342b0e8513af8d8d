"""Bringing an earlier state back: which one, what that changes, and only a successor of the one that is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from console.domain.environment import EnvironmentName
from console.domain.run import StateMark
from console.domain.state import StateBackup, StateDifference, StateDocument
from console.errors import ChangedMeanwhileError, RefusedError, StateError, TerraformError
from console.services.state_access import StateAccess, StatePlace
from console.services.state_changes import StateChanged, check_typed, typed_name, waiting_plan
from console.services.state_copies import StateCopies, set_aside
from console.services.state_sources import StateSources
from console.terraform.state_document import NEVER_WRITTEN, read_document, with_serial
from console.terraform.state_values import difference


@dataclass(frozen=True, slots=True)
class Restore:
    """What bringing a state back would do. Nothing has happened yet."""

    environment: EnvironmentName
    source: str
    """A backup, a version of the object that keeps the state, or a file."""
    content: bytes = field(repr=False)
    """The state itself, secrets in clear: memory only."""
    now: StateMark | None
    """None where the state that is there cannot be read."""
    broken: str
    """Why it cannot be read, empty where it can."""
    difference: StateDifference
    serial: int
    """Under which it is written: newer than every one that was seen."""
    warnings: tuple[str, ...]
    typed: str | None
    sandbox: bool


class StateRestoring:
    """Plans restores and carries them out under the environment's lock."""

    def __init__(self, access: StateAccess, copies: StateCopies, sources: StateSources) -> None:
        self._access = access
        self._copies = copies
        self._sources = sources

    def plan(self, name: EnvironmentName, source: str) -> Restore:
        """What bringing that state back would do; raises InputError where there is no such source.

        Raises RefusedError where it is of another lineage: it belongs to something else.
        """
        place = self._access.place(name)
        content = self._sources.content(place, source)
        wanted = read_document(content)
        if wanted.empty:
            raise RefusedError(f"{source} is an empty state: restoring it would have Terraform make everything anew.")
        now, broken = self._now(place)
        lineage, seen = self._last_seen(name)
        expected = now.mark.lineage if now is not None and not now.empty else lineage
        if expected and wanted.mark.lineage != expected:
            raise RefusedError(
                f"{source} has lineage {wanted.mark.lineage}, the state of {name} has {expected}: it is the state of "
                "something else and is not restored."
            )
        serial = max(seen, wanted.mark.serial, now.mark.serial if now is not None else 0) + 1
        changes = difference(now if now is not None else NEVER_WRITTEN, wanted)
        return Restore(
            environment=name,
            source=source,
            content=content,
            now=now.mark if now is not None else None,
            broken=broken,
            difference=changes,
            serial=serial,
            warnings=(*self._warnings(place, changes, broken), *waiting_plan(self._access.store, name)),
            typed=typed_name(place.preset),
            sandbox=self._access.sandbox,
        )

    def carry_out(self, restore: Restore, typed: str | None = None) -> StateChanged:
        """Keep a copy of what is there, write the other one with a newer serial, and look whether it is there now.

        A state that cannot be read is set aside as evidence first. Raises what `StateChanges.carry_out` does.
        """
        check_typed(restore.typed, typed)
        name = restore.environment
        with self._access.store.locked(name) as lock:
            place = self._access.place(name)
            backup = self._keep(place, restore)
            self._access.push(place, with_serial(restore.content, restore.serial), f"Restoring {restore.source}", lock)
            after = self._access.document(place)
        wanted = read_document(restore.content)
        # A backend may count once more while it writes.
        newer = after.mark.serial >= restore.serial and after.mark.lineage == wanted.mark.lineage
        if not newer or not difference(wanted, after).nothing:
            raise StateError(
                f"The engine reported that {restore.source} was restored, but the state (serial {after.mark.serial}) "
                "is not what was written: look at it before you apply anything."
            )
        return StateChanged(backup, after.mark)

    def _keep(self, place: StatePlace, restore: Restore) -> StateBackup | None:
        now, _ = self._now(place)
        mark = None if now is None else (now.mark.lineage, now.mark.serial)
        if mark != (None if restore.now is None else (restore.now.lineage, restore.now.serial)):
            raise ChangedMeanwhileError(
                f"The state of {restore.environment} is another one than when it was looked at: nothing was done; "
                "look again."
            )
        if now is not None:
            return self._copies.keep(restore.environment, self._access.pull(place), f"before: restore {restore.source}")
        self._set_aside(place)
        return None

    def _set_aside(self, place: StatePlace) -> None:
        """Have a state that nothing can read stand in nobody's way, without losing it."""
        name = place.record.name
        local = self._access.local_file(place)
        if local is not None:
            at = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
            set_aside(local, self._copies.folder(name) / f"{at}-unreadable")
            return
        self._sources.delete_current(place)

    def _now(self, place: StatePlace) -> tuple[StateDocument | None, str]:
        try:
            return self._access.document(place), ""
        except (StateError, TerraformError) as error:
            return None, error.message

    def _last_seen(self, name: EnvironmentName) -> tuple[str, int]:
        """Lineage and serial that runs and copies have met last."""
        met = [one.state for one in self._access.store.records(name) if one.state is not None and one.state.lineage]
        lineage = met[0].lineage if met else ""
        serials = [mark.serial for mark in met if mark.lineage == lineage]
        serials += [one.serial for one in self._copies.list(name) if one.lineage == lineage]
        return lineage, max(serials, default=0)

    def _warnings(self, place: StatePlace, changes: StateDifference, broken: str) -> tuple[str, ...]:
        found = []
        if broken:
            found.append(f"The state that is there cannot be read: {broken} It is set aside as evidence.")
        if changes.removed:
            found.append(
                f"{len(changes.removed)} in the state now are not in it: they go on existing without Terraform, and "
                "the next plan makes them anew."
            )
        if changes.added:
            found.append(f"{len(changes.added)} in it are not in the state now: what is gone is made anew by a plan.")
        return tuple(found)
