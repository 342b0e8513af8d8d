"""The runs of a rollout that are this machine's: each machine counts its runs for itself."""

from __future__ import annotations

from contextlib import suppress

from console.domain.rollout import EnvironmentRollout, RolloutRecord
from console.domain.run import RunRecord
from console.errors import RunNotFoundError
from console.services.rollouts.telling import Telling
from console.services.runs import Runs


def own_run(runs: Runs, part: EnvironmentRollout) -> RunRecord | None:
    """The run of the environment's plan and apply; None where another machine made it.

    Its number may stand for a run of this machine as well, which is told apart by its plan.
    """
    if part.run is None:
        return None
    with suppress(RunNotFoundError):
        run = runs.get(part.run)
        return run if run.plan_sha256 == part.plan_sha256 else None
    return None


def goes_on_with(record: RolloutRecord, part: EnvironmentRollout, *, own: bool) -> str:
    """How an approved plan goes on, as a sentence; `own` is whether this machine made it."""
    command = f"`{Telling.command(record, 'promote', record.system)}` goes on"
    return f"{command}." if own else f"{command} on the machine of {part.planned_by}; elsewhere it is planned again."
