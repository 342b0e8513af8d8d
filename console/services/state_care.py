"""What runs owe the state: none begins while one waits to be written, and each apply leaves a copy behind."""

from __future__ import annotations

from contextlib import suppress

from console.domain.environment import EnvironmentName
from console.domain.run import RunRecord, StageName
from console.errors import ConsoleError
from console.services.state_access import StateAccess
from console.services.state_copies import StateCopies
from console.services.state_errored import ErroredStates


class StateCare:
    """Called by the runs before they begin and after they ended."""

    def __init__(self, access: StateAccess, copies: StateCopies, errored: ErroredStates) -> None:
        self._access = access
        self._copies = copies
        self._errored = errored

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
            state = self._access.as_it_lies(place)
            self._copies.keep(record.name, state, f"after: run #{record.number}, {record.status}")
