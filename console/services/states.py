"""The states of the environments, as one bundle: looking apart from what changes something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from console.domain.environment import EnvironmentName, Preset
from console.domain.state import StateBackup, StateDocument, StateResource
from console.errors import InputError
from console.ports import StateObjectChanger, StateObjectReader
from console.services.runs import Runs
from console.services.state_access import StateAccess
from console.services.state_changes import StateChanges
from console.services.state_copies import StateCopies
from console.services.state_errored import ErroredStates
from console.services.state_imports import StateImports
from console.services.state_locks import StateLocks
from console.services.state_restoring import StateRestoring
from console.services.state_sources import StateSources
from console.terraform.redaction import Redactor
from console.terraform.state_values import redactor_of, shown_values


@dataclass(frozen=True, slots=True)
class StateView:
    """The state of an environment as it was read at a moment."""

    environment: EnvironmentName
    preset: Preset
    document: StateDocument
    read_at: datetime
    sandbox: bool
    redactor: Redactor

    @property
    def where(self) -> str:
        """Where the state is kept."""
        return self.preset.backend.describe()

    def shown(self, resource: StateResource) -> dict[str, object]:
        """The attributes of one resource, with a `Special` for whatever is secret."""
        return shown_values(resource, self.redactor)


class States:
    """The services around one way to the state."""

    def __init__(
        self,
        access: StateAccess,
        copies: StateCopies,
        errored: ErroredStates,
        reader: StateObjectReader,
        changer: StateObjectChanger,
        runs: Callable[[], Runs],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._access = access
        self.copies = copies
        self.errored = errored
        self.sources = StateSources(access, copies, reader, changer)
        self.locks = StateLocks(access, reader, now)
        self._runs = runs
        self._now = now

    def read(self, name: EnvironmentName) -> StateView:
        """What the state holds now.

        Raises InputError where nothing leads to it, TerraformError where it cannot be read, StateError where it is
        broken.
        """
        place = self._access.place(name)
        document = self._access.document(place)
        return StateView(
            environment=name,
            preset=place.preset,
            document=document,
            read_at=self._now(),
            sandbox=self._access.sandbox,
            redactor=redactor_of(document.resources),
        )

    def resource(self, view: StateView, address: str) -> StateResource:
        """One resource of it; raises InputError where the state has none of that address."""
        found = view.document.find(address)
        if found is None:
            raise InputError(
                f"The state of {view.environment} has no {address}: `infra-console state list {view.environment}` "
                "shows what it has."
            )
        return found

    def backups(self, name: EnvironmentName) -> tuple[StateBackup, ...]:
        """The console's own copies, newest first."""
        return self.copies.list(name)

    @cached_property
    def changes(self) -> StateChanges:
        return StateChanges(self._access, self.copies)

    @cached_property
    def restoring(self) -> StateRestoring:
        return StateRestoring(self._access, self.copies, self.sources)

    @cached_property
    def imports(self) -> StateImports:
        runs = self._runs()
        return StateImports(self._access, runs.plan, runs.discard)
