"""Runs of a team's other machines beside one's own, for `runs` and `history`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from console.bootstrap import Console
from console.cli.printing import printable, say
from console.domain.environment import EnvironmentName
from console.domain.run import RunRecord
from console.errors import ConsoleError


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the team's store knows of other machines; `problem` says why it could not be asked."""

    records: tuple[RunRecord, ...] = ()
    problem: str = ""

    def among(self, own: Iterable[RunRecord]) -> list[RunRecord]:
        """All runs, newest first."""
        return sorted((*own, *self.records), key=lambda record: record.created_at, reverse=True)

    def where(self, record: RunRecord) -> str:
        """` on HOST` of a run of another machine; its number counts there."""
        return f" on {record.host}" if record in self.records else ""

    def warn(self) -> None:
        """Say where runs of others may be missing."""
        if self.problem:
            say(f"! Runs of other machines are not known: {printable(self.problem)}")


def elsewhere(services: Console, name: EnvironmentName | None) -> Elsewhere:
    """The runs of other machines."""
    try:
        return Elsewhere(services.team_runs.elsewhere(name))
    except ConsoleError as error:
        return Elsewhere(problem=error.message)
