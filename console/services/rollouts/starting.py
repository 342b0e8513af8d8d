"""Beginning a rollout: everything that can be refused is refused before anything is written down."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from console.domain.environment import EnvironmentName, Preset
from console.domain.rollout import EnvironmentRollout, RolloutRecord
from console.errors import RefusedError
from console.services.audit import Audit
from console.services.rollouts.files import RolloutFiles
from console.services.rollouts.records import Records
from console.services.rollouts.telling import Telling
from console.services.run_store import whoami
from console.services.variables import Variables

_HELD_SECONDS = 30.0


class Starting:
    """Begins rollouts."""

    def __init__(
        self,
        files: RolloutFiles,
        records: Records,
        telling: Telling,
        audit: Callable[[], Audit],
        variables: Callable[[], Variables],
        preset: Callable[[EnvironmentName], Preset],
        caller: Callable[[EnvironmentName], str],
        now: Callable[[], datetime],
        *,
        sandbox: bool,
    ) -> None:
        self._files = files
        self._records = records
        self._telling = telling
        self._audit = audit
        self._variables = variables
        self._preset = preset
        self._caller = caller
        self._now = now
        self._sandbox = sandbox

    def start(
        self, names: Sequence[str], values: Mapping[str, str], why: str, secrets: Mapping[str, str]
    ) -> RolloutRecord:
        """See `Rollouts.start`."""
        environments = self._files.chosen(names)
        system = environments[0].system
        gates = self._files.of(system).environments
        self._refuse_values(environments, values, secrets.keys())
        record = RolloutRecord(
            system=system,
            number=0,
            environments=[
                EnvironmentRollout(environment=str(name), gates=gates[name.environment]) for name in environments
            ],
            why=why,
            started_by=whoami(),
            started_arn=self._caller(environments[0]),
            started_at=self._now(),
            sandbox=self._sandbox,
            values=dict(values),
        )
        through = ", ".join(map(str, environments))
        with self._alone(system):
            self._refuse_second(record)
            with self._audit().act("rollout start", system, why or f"Through {through}") as act:
                record = self._records.create(record)
                act.text = f"{record.id} through {through}"
        self._telling.tell(record, "began", None, None, f"{record.started_by} began it: {through}.")
        return record

    @contextmanager
    def _alone(self, system: str) -> Iterator[None]:
        """Of two consoles that begin at once, one looks after the other has begun; raises LockedError."""
        store, holder = self._records.store, f"{whoami()} (process {os.getpid()})"
        store.hold(f"rollout-start/{system}", holder, _HELD_SECONDS)
        try:
            yield
        finally:
            store.let_go(f"rollout-start/{system}", holder)

    def _refuse_values(
        self, environments: Sequence[EnvironmentName], values: Mapping[str, str], given: Collection[str]
    ) -> None:
        """Raises InputError for a value that some environment of the rollout does not take."""
        variables = self._variables()
        for name in environments:
            self._preset(name)
            overrides = dict(variables.parse_assignment(name, f"{key}={text}") for key, text in values.items())
            variables.refuse(name, overrides, given=given)

    def _refuse_second(self, record: RolloutRecord) -> None:
        """Two changes on their way through one environment would undo one another. Raises RefusedError."""
        mine = {part.environment for part in record.environments}
        for other in self._records.survey(record.system).records:
            shared = mine & {part.environment for part in other.environments}
            if shared and not other.status.ended:
                command = self._telling.command(other, "abort", other.id)
                raise RefusedError(
                    f"{other.id} is on its way through {min(shared)} (it is {other.status}): let it end, or end it "
                    f"with `{command}`."
                )
