"""Databases of the environments, as one bundle: looking apart from what changes something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

from console.domain.environment import EnvironmentName, Preset
from console.ports import DatabaseChanger, DatabaseReader
from console.services.applied_resources import AppliedResource
from console.services.databases_costs import Books, DatabaseCosts, EstimateOfState
from console.services.databases_found import DatabaseFinder
from console.services.databases_restores import Restores
from console.services.databases_snapshots import Snapshots
from console.services.databases_steps import Steps
from console.services.variables import Variables


class Databases:
    """The services around one reader and one changer."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
        reader: DatabaseReader,
        changer: DatabaseChanger,
        estimate: EstimateOfState,
        books: Books,
        variables: Callable[[], Variables],
        endpoint: Callable[[], str],
        *,
        sandbox: bool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        poll_seconds: float = 2.0,
    ) -> None:
        self._finder = DatabaseFinder(resources, preset)
        self._reader = reader
        self._changer = changer
        self._costs = DatabaseCosts(estimate, books)
        self._variables = variables
        self._endpoint = endpoint
        self._sandbox = sandbox
        self._now = now
        self._poll_seconds = poll_seconds

    @cached_property
    def snapshots(self) -> Snapshots:
        return Snapshots(
            self._finder,
            self._reader,
            self._changer,
            self._costs,
            sandbox=self._sandbox,
            now=self._now,
            poll_seconds=self._poll_seconds,
        )

    @cached_property
    def restores(self) -> Restores:
        steps = Steps(self._variables, self._endpoint, sandbox=self._sandbox)
        return Restores(
            self._finder,
            self._reader,
            self._changer,
            self._costs,
            steps,
            sandbox=self._sandbox,
            now=self._now,
            poll_seconds=self._poll_seconds,
        )
