"""The runs of a rollout that are this machine's: each machine counts its runs for itself."""

from __future__ import annotations

from contextlib import suppress

from console.domain.rollout import EnvironmentRollout
from console.domain.run import RunRecord
from console.errors import RunNotFoundError
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
