"""What runs owe the state: none begins while one waits to be written, and each apply leaves a copy behind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from console.domain.environment import Backend, EnvironmentName
from console.domain.run import RunRecord, StageName
from console.errors import ConsoleError
from console.services.state_access import StateAccess, StatePlace
from console.services.state_copies import StateCopies
from console.services.state_errored import ErroredStates


class StateCare:
    """Called by the runs before they begin and after they ended."""

    def __init__(
        self,
        access: StateAccess,
        copies: StateCopies,
        errored: ErroredStates,
        read_object: Callable[[Backend], bytes],
    ) -> None:
        """`read_object` reads the state that a backend keeps in S3; raises ConsoleError."""
        self._access = access
        self._copies = copies
        self._errored = errored
        self._read_object = read_object

    def before(self, name: EnvironmentName) -> None:
        """Raises RefusedError while a state of the last apply waits to be written."""
        self._errored.refuse(name)

    def after(self, record: RunRecord) -> None:
        """Secure what an apply could not write, and keep a copy of what it wrote."""
        if record.stage(StageName.APPLY) is None:
            return
        self._errored.explain(record)
        # A copy is a precaution: that it could not be kept is no failure of the apply.
        with suppress(ConsoleError):
            # A sandbox that has ended is started by the next plan, which says so.
            place = self._access.place(record.name, start=False)
            self._copies.keep(record.name, self._as_it_lies(place), f"after: run #{record.number}, {record.status}")

    def _as_it_lies(self, place: StatePlace) -> bytes:
        """The state from where it is kept; the engine, which takes a second, is asked where that is not known."""
        local, backend = self._access.local_file(place), place.preset.backend
        with suppress(ConsoleError, OSError):
            if local is not None:
                return local.read_bytes()
            if backend.type == "s3":
                return self._read_object(backend)
        return self._access.pull(place)
