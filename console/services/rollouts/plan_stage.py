"""The plan of one environment in a rollout: the same configuration and the same change as in the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from console.domain.environment import EnvironmentName
from console.domain.rollout import EnvironmentRollout, Finding, RolloutStage, StageRecord, StageStatus
from console.domain.run import RunKind, RunRecord, RunStatus, StageName
from console.errors import ConsoleError, LockedError, PlanRefusedError
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from console.services.rollouts.driving import Driving
from console.services.rollouts.own_runs import own_run
from console.services.rollouts.stage import StageContext
from console.services.rollouts.telling import Telling
from console.services.run_store import RunStore, whoami
from console.services.runs import Runs
from console.services.variables import Variables
from console.terraform.workspace import BACKEND_FILE, configuration_hash

_AFTER_APPLY = list(RolloutStage).index(RolloutStage.VERIFY)
_NOTHING_TO_DO = (RolloutStage.GUARDS, RolloutStage.REHEARSAL, RolloutStage.APPROVAL, RolloutStage.APPLY)


class PlanStage:
    """Plans, and compares with what the first environment planned."""

    def __init__(
        self,
        runs: Runs,
        store: RunStore,
        variables: Callable[[], Variables],
        caller: Callable[[EnvironmentName], str],
        plan_minutes: int,
        elsewhere: Callable[[EnvironmentName], Sequence[RunRecord]],
    ) -> None:
        """`caller` is the ARN of the credentials, `elsewhere` the runs of other machines, newest first."""
        self._runs = runs
        self._store = store
        self._variables = variables
        self._caller = caller
        self._lifetime = timedelta(minutes=plan_minutes)
        self._elsewhere = elsewhere

    def __call__(self, driving: Driving, context: StageContext) -> StageStatus:
        part, rollout = context.part, driving.record
        name = part.name
        values = dict(self._variables().parse_assignment(name, f"{key}={text}") for key, text in rollout.values.items())
        before, variables = part.before, part.variables
        self._find_before(part)
        part.planned_by, part.planned_arn = whoami(), self._caller(name)
        why = f"{rollout.why} (rollout {rollout.id})".strip()
        request = PlanRequest(name=name, overrides=values, secrets=driving.secrets, why=why)
        try:
            reviewed = self._runs.plan(request, driving.run_moved, driving.cancelled)
        except LockedError as error:
            command = Telling.command(rollout, "promote", rollout.system)
            context.wait_for(f"{error.message} `{command}` goes on once it is free.")
            return StageStatus.HELD
        run = reviewed.record
        part.run, part.plan_sha256 = run.id, run.plan_sha256
        part.variables = run.identity.variables if run.identity is not None else None
        if variables is not None and (before, variables) != (part.before, part.variables):
            # What was rehearsed was another change, or upon something else.
            _anew(part, RolloutStage.REHEARSAL)
        driving.reviewed[run.id] = reviewed
        if not self._same_configuration(context, run):
            if run.status is RunStatus.PLANNED:
                self._runs.discard(run.id)
            return StageStatus.FAILED
        if reviewed.plan.empty and reviewed.plan.complete:
            _skip_the_rest(context)
        else:
            context.tell("plan", Finding.PASSED, f"{run.id} plans {run.planned}.")
        return StageStatus.PASSED

    def _find_before(self, part: EnvironmentRollout) -> None:
        """What stands before: an older run of this machine is none to go back to where another one applied since."""
        own, other = _last_whole(self._store.records(part.name)), _last_whole(self._elsewhere(part.name))
        others = other is not None and (own is None or _applied_at(other) > _applied_at(own))
        last = other if others else own
        part.before, part.before_elsewhere = None, ""
        if last is None or last.kind is RunKind.DESTROY:
            return
        if others:
            part.before_elsewhere = f"{last.id} of {last.by}"
        else:
            part.before = last.id

    def _same_configuration(self, context: StageContext, run: RunRecord) -> bool:
        rollout, first = context.rollout, context.rollout.environments[0].environment
        # Where the state is kept belongs to the environment and not to the change.
        digest = configuration_hash(self._store.folder(run.id).configuration, without=(BACKEND_FILE,))
        if rollout.configuration is None:
            rollout.configuration = digest
            return True
        if rollout.configuration == digest:
            context.tell("configuration", Finding.PASSED, f"The same as was planned first ({digest[:12]}).")
            return True
        context.tell(
            "configuration",
            Finding.FAILED,
            f"The configuration was changed since {first} planned it: what was tried there is not what would be "
            f"applied here. Start a rollout of what there is now.",
        )
        return False

    def stale(self, part: EnvironmentRollout, now: datetime, run: RunRecord | None = None) -> str:
        """Why the plan of this environment can no longer be applied, as a sentence; empty where it can.

        `run` is the run that made it, where that may be another machine's; without it, it has to be this one's.
        """
        if part.run is None:
            return f"{part.environment} has no plan."
        run = run or own_run(self._runs, part)
        if run is None:
            return f"The plan of run {part.run} lies on another machine."
        if run.stage(StageName.APPLY) is not None or run.status is RunStatus.NO_CHANGES:
            return ""
        if run.status is not RunStatus.PLANNED:
            return f"The plan of run {run.id} is {run.status}."
        planned = run.planned_at or run.created_at
        if now > planned + self._lifetime or now < planned - timedelta(seconds=5):
            minutes = int(self._lifetime.total_seconds() // 60)
            return f"The plan of run {run.id} is older than its {minutes} minutes."
        return ""

    def review(self, driving: Driving, part: EnvironmentRollout) -> Reviewed:
        """The plan of this environment; raises PlanRefusedError where there is none."""
        if part.run is None:
            raise PlanRefusedError(f"{part.environment} has no plan yet.")
        if part.run not in driving.reviewed:
            driving.reviewed[part.run] = self._runs.review(part.run)
        return driving.reviewed[part.run]

    def discard(self, part: EnvironmentRollout) -> None:
        """Give up a plan that will not be applied, where it still lies there."""
        try:
            run = own_run(self._runs, part)
            if run is not None and run.status is RunStatus.PLANNED:
                self._runs.discard(run.id)
        except ConsoleError:
            # Somebody works on it: it gets too old by itself.
            return


def _last_whole(runs: Iterable[RunRecord]) -> RunRecord | None:
    """The newest that left the environment as a whole: applied, or destroyed."""
    for run in runs:
        applied = run.stage(StageName.APPLY) is not None and run.status is RunStatus.DONE
        if applied and (run.kind is RunKind.DESTROY or not (run.partial or run.refresh_only)):
            return run
    return None


def _applied_at(run: RunRecord) -> datetime:
    stage = run.stage(StageName.APPLY)
    return stage.started_at if stage is not None and stage.started_at is not None else run.created_at


def plan_again(part: EnvironmentRollout) -> None:
    """The way back to a new plan: what speaks against it is looked at again, and approvals no longer count.

    So is what preflight saw: it is as old as the plan, or another machine saw it with other credentials.
    """
    _anew(part, *(stage for stage in list(RolloutStage)[:_AFTER_APPLY] if stage is not RolloutStage.REHEARSAL))
    part.run = part.plan_sha256 = None


def ask_again(part: EnvironmentRollout) -> None:
    """The way back to the approval of the same plan."""
    _anew(part, RolloutStage.APPROVAL, RolloutStage.APPLY)


def _anew(part: EnvironmentRollout, *stages: RolloutStage) -> None:
    for stage in stages:
        index = list(RolloutStage).index(stage)
        attempts = 0 if stage is RolloutStage.APPLY else part.stages[index].attempts
        part.stages[index] = StageRecord(stage=stage, attempts=attempts)


def _skip_the_rest(context: StageContext) -> None:
    context.tell("plan", Finding.NOTED, f"{context.part.environment} is as this change wants it: nothing to apply.")
    for stage in _NOTHING_TO_DO:
        record = context.part.stage(stage)
        record.status, record.ended_at = StageStatus.SKIPPED, context.now()
