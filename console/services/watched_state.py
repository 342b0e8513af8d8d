"""The state as a read-only console reads it: the object itself, without an engine, a lock or an initialised folder."""

from __future__ import annotations

import json
from collections.abc import Sequence

from console.domain.environment import EnvironmentName, Preset
from console.errors import ReadOnlyError, TerraformError
from console.services.looking import refuse
from console.services.state_access import StateAccess, StatePlace


class WatchedStateAccess(StateAccess):
    """Reads states where they lie; everything else is refused."""

    def prepare(self, preset: Preset) -> None:
        """Nothing is started or made for a look."""

    def place(self, name: EnvironmentName, *, start: bool = True) -> StatePlace:
        """See `StateAccess.place`; nothing is started."""
        return super().place(name, start=False)

    def pull(self, place: StatePlace) -> bytes:
        """The state; raises ReadOnlyError where only the engine can read it, ConsoleError where it cannot be read."""
        content = self.object_of(place)
        if content is None:
            raise ReadOnlyError(
                f"READ-ONLY: {place.record.name} keeps its state {place.preset.backend.describe()}, which only the "
                "engine can read, and a read-only console starts none on it."
            )
        return content

    def as_it_lies(self, place: StatePlace) -> bytes:
        """See `pull`: there is no engine to fall back on."""
        return self.pull(place)

    def outputs(self, place: StatePlace) -> bytes:
        """The outputs that stand in the state, as the engine prints them."""
        try:
            outputs = json.loads(self.pull(place))["outputs"]
        except (ValueError, KeyError, TypeError):
            raise TerraformError(f"The state of {place.record.name} cannot be read.") from None
        return json.dumps(outputs).encode()

    def ask(self, place: StatePlace, argv: list[str], what: str) -> bytes:
        refuse()

    def change(self, place: StatePlace, argv: Sequence[str], what: str, lock: int) -> bytes:
        refuse()

    def push(self, place: StatePlace, state: bytes, what: str, lock: int) -> None:
        refuse()
