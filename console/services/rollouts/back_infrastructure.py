"""Going back with the infrastructure: what the run before froze is planned and applied again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from console.domain.environment import EnvironmentName, Preset, Protection
from console.domain.rollout import EnvironmentRollout, Finding, RollBackRequest
from console.domain.run import RunRecord, RunStatus
from console.errors import LockedError, RefusedError
from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST, Approval, data_refused
from console.services.planning import PlanRequest
from console.services.rollouts.failing import Back, BackContext, BackOutcome
from console.services.rollouts.own_runs import own_run
from console.services.runs import Runs


class InfrastructureBack:
    """By itself only where that loses no data and the environment is not protected: a person decides the rest."""

    def __init__(
        self,
        runs: Runs,
        preset: Callable[[EnvironmentName], Preset],
        command: Callable[[str, str], str],
        plan_minutes: int,
    ) -> None:
        """`command` is how an action of an environment is typed."""
        self._runs = runs
        self._preset = preset
        self._command = command
        self._lifetime = timedelta(minutes=plan_minutes)

    def __call__(self, context: BackContext) -> BackOutcome:
        part = context.part
        nowhere = self._nowhere(part)
        if nowhere:
            return BackOutcome(Back.FAILED, nowhere)
        try:
            run = self.plan(context)
            if run.status is RunStatus.NO_CHANGES:
                return BackOutcome(Back.DONE, f"{part.environment} is as run {part.before} left it already.")
            if run.status is RunStatus.PLANNED:
                asks = self._asks(part, run, context.request)
                if asks:
                    return BackOutcome(Back.HELD, asks)
                approval = self._approval(context, part)
                run = self._runs.apply(run.id, approval, context.driving.run_moved, context.driving.secrets)
            elif run.status.active:
                run = self._runs.attach(run.id, context.driving.run_moved)
        except LockedError as error:
            return BackOutcome(Back.HELD, error.message)
        if run.status is not RunStatus.DONE:
            return BackOutcome(Back.FAILED, f"run {run.id} is {run.status}: {run.error or 'it did not end well.'}")
        return BackOutcome(Back.DONE, f"{part.environment} is as run {part.before} left it again (run {run.id}).")

    def planned(self, part: EnvironmentRollout, now: datetime) -> RunRecord | None:
        """The run that goes back, begun or ended, or planned not too long ago; None where there is none."""
        if part.rollback_run is None or part.before is None or own_run(self._runs, part) is None:
            return None
        run = self._runs.get(part.rollback_run)
        if run.status is RunStatus.PLANNED:
            age = now - (run.planned_at or run.created_at)
            return run if timedelta(seconds=-5) <= age < self._lifetime else None
        return run if run.status.active or run.status in (RunStatus.DONE, RunStatus.NO_CHANGES) else None

    def plan(self, context: BackContext) -> RunRecord:
        """The run that goes back, planned where it is not yet; raises RefusedError where there is nothing to go to."""
        part, driving = context.part, context.driving
        run = self.planned(part, driving.now())
        if run is not None:
            return run
        nowhere = self._nowhere(part)
        if nowhere or part.before is None:
            raise RefusedError(f"There is no way back: {nowhere}")
        reviewed = self._runs.plan(
            PlanRequest(
                name=part.name,
                rollback_to=int(part.before.rpartition("#")[2]),
                secrets=driving.secrets,
                why=f"Rollout {driving.record.id} goes back to run {part.before}",
            ),
            driving.run_moved,
        )
        part.rollback_run = reviewed.record.id
        context.tell("rollback", Finding.NOTED, f"{reviewed.record.id} plans the way back: {reviewed.record.planned}.")
        for loss in reviewed.losses:
            context.tell("rollback", Finding.NOTED, loss)
        return reviewed.record

    def _nowhere(self, part: EnvironmentRollout) -> str:
        """Why there is nothing to go back to, as a sentence; empty where there is."""
        if own_run(self._runs, part) is None:
            return f"the runs of {part.environment} lie on the machine of {part.planned_by}: go back there."
        if part.before_elsewhere:
            run_id, _, by = part.before_elsewhere.partition(" of ")
            command = self._command("rollback", f"{part.environment} --to {run_id.rpartition('#')[2]}")
            return f"what stood before is run {run_id}, which lies on the machine of {by}: there `{command}` goes back."
        if part.before is None:
            return (
                f"{part.environment} was made by this rollout, so there is no run to go back to; "
                f"`{self._command('destroy', part.environment)}` removes it."
            )
        return ""

    def _asks(self, part: EnvironmentRollout, run: RunRecord, request: RollBackRequest | None) -> str:
        """What a person has to say first, as a sentence; empty where nothing is missing."""
        preset = self._preset(part.name)
        if refused := data_refused(run, preset):
            return refused
        command = self._command("rollout rollback", part.environment)
        lost = [address for address in run.data_lost if request is None or address not in request.destroys]
        if lost:
            return (
                f"Going back destroys or replaces {lost[0]}, which holds data or an address: "
                f"`{command} --infrastructure --destroys '{lost[0]}'` goes back all the same."
            )
        if request is None and preset.protection is Protection.PROTECTED:
            return (
                f"{part.environment} is protected: `{command} --infrastructure` goes back, once you looked at {run.id}."
            )
        return ""

    @staticmethod
    def _approval(context: BackContext, part: EnvironmentRollout) -> Approval:
        request = context.request
        if request is None:
            # What stood before may cost what it cost: that is no reason to stay with what has failed.
            by = f"{context.driving.record.driver} (the gates roll back)"
            return Approval(by=by, typed_name=part.environment, acknowledged=(OVER_BUDGET, UNKNOWN_COST))
        return Approval(
            by=request.by,
            typed_name=request.typed_name,
            acknowledged=(*request.acknowledged, OVER_BUDGET, UNKNOWN_COST),
            destroys=request.destroys,
        )
