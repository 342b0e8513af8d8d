"""The apply of one environment in a rollout: exactly the approved plan, once, whoever drives when it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from console.domain.environment import EnvironmentName, Preset
from console.domain.freezes import frozen_words
from console.domain.rollout import EnvironmentRollout, Evidence, Finding, RolloutRecord, RolloutStage, StageStatus
from console.domain.run import RunRecord, RunStatus, StageName
from console.errors import ConsoleError, InputError, LockedError
from console.services.rollouts.approvals import Standing, consent_of, standing, wanted_of
from console.services.rollouts.checks import stop_if_cancelled
from console.services.rollouts.driving import Driving
from console.services.rollouts.own_runs import own_run
from console.services.rollouts.records import Records
from console.services.rollouts.stage import StageContext
from console.services.rollouts.telling import Telling
from console.services.runs import Runs

ServicesBefore = Callable[[EnvironmentName], Mapping[str, str]]


class ApplyStage:
    """Applies, attaches to an apply that goes on, or reads one that has ended; never applies twice."""

    def __init__(
        self,
        runs: Runs,
        records: Records,
        preset: Callable[[EnvironmentName], Preset],
        services: ServicesBefore,
    ) -> None:
        """`services` are the ECS services of an environment with the task definitions that they run.

        It raises ConsoleError where they cannot be asked.
        """
        self._runs = runs
        self._records = records
        self._preset = preset
        self._services = services

    def __call__(self, driving: Driving, context: StageContext) -> StageStatus:
        part = context.part
        run = own_run(self._runs, part)
        if run is None:
            context.wait_for(
                f"The run {part.run} lies on the machine of {part.planned_by}: {_goes_on(driving.record)} there, so "
                "that nothing is applied twice."
            )
            return StageStatus.HELD
        if run.status is RunStatus.PLANNED:
            # Hours may lie between preflight and the last approval.
            frozen = frozen_words(part.gates.freeze, context.now())
            held = f"{frozen} {_goes_on(driving.record)} then." if frozen else self._lacks(driving, run)
            if held:
                context.wait_for(held)
                return StageStatus.HELD
            self._remember_services(driving, context)
            stop_if_cancelled(context)
            try:
                run = self._apply(driving, context, run)
            except LockedError as error:
                context.wait_for(f"{error.message} {_goes_on(driving.record)} once it is free.")
                return StageStatus.HELD
        elif run.status.active:
            run = self._runs.attach(run.id, driving.run_moved)
        return _verdict(context, run)

    @staticmethod
    def _lacks(driving: Driving, run: RunRecord) -> str:
        missing = [name for name in run.ephemeral if name not in driving.secrets]
        if not missing:
            return ""
        secrets = "".join(f" --secret {name}" for name in missing)
        return (
            f"{', '.join(missing)} must be given again to apply run {run.id}, since ephemeral values are kept nowhere: "
            f"{_goes_on(driving.record, secrets)} with them."
        )

    def _apply(self, driving: Driving, context: StageContext, run: RunRecord) -> RunRecord:
        """Raises PlanRefusedError and others before anything was changed."""
        rollout, part = driving.record, context.part
        stands = self._standing(driving, part, run)
        if stands.missing:
            raise InputError(_lapsed(part, stands))
        consent = consent_of(rollout, part, stands.counted)
        return self._runs.apply(run.id, consent, driving.run_moved, driving.secrets)

    def _standing(self, driving: Driving, part: EnvironmentRollout, run: RunRecord) -> Standing:
        wanted = wanted_of(part, self._preset(part.name), run)
        given = self._records.approvals(driving.record.id, part.environment)
        return standing(driving.record, part, wanted, given, driving.now())

    def lapsed(self, driving: Driving, part: EnvironmentRollout) -> str:
        """Why what was approved may not be applied now, as a sentence; empty where it may, or has begun."""
        run = own_run(self._runs, part)
        if run is None or run.status is not RunStatus.PLANNED:
            return ""
        stands = self._standing(driving, part, run)
        return _lapsed(part, stands) if stands.missing else ""

    def begun_elsewhere(self, part: EnvironmentRollout) -> bool:
        """Whether another machine has begun its apply, or may have: only there one knows what came of it."""
        return part.stage(RolloutStage.APPLY).attempts > 0 and own_run(self._runs, part) is None

    def _remember_services(self, driving: Driving, context: StageContext) -> None:
        part = context.part
        try:
            part.services_before = dict(self._services(part.name))
        except ConsoleError as error:
            if part.before is not None or part.before_elsewhere:
                context.tell("services", Finding.NOTED, f"What the services run now is not known: {error.message}")
        driving.save()

    def follow_to_its_end(self, driving: Driving, part: EnvironmentRollout) -> None:
        """Wait for an apply that goes on, where there is one, and write down how it ended."""
        stage = part.stage(RolloutStage.APPLY)
        run = own_run(self._runs, part)
        if run is None or not (stage.status is StageStatus.RUNNING or stage.broke_off):
            return
        if run.status is RunStatus.APPLYING:
            run = self._runs.attach(run.id, driving.run_moved)
        if run.stage(StageName.APPLY) is not None:
            for evidence in _evidence(run, driving.now()):
                driving.write(stage, evidence)
            stage.status, stage.broke_off = _status(run), False
            driving.stage_ended(stage)

    def stop(self, part: EnvironmentRollout) -> None:
        """Ask an apply that is under way to stop gracefully: one interrupt, however often this is called."""
        with suppress(ConsoleError):
            # It has ended, or its engine has not started yet: asked again in a second.
            run = own_run(self._runs, part)
            if run is not None and run.status is RunStatus.APPLYING:
                self._runs.stop(run.id)

    def changed_something(self, part: EnvironmentRollout) -> bool:
        """Whether the engine was let loose on the environment, so that there is something to go back from."""
        run = own_run(self._runs, part)
        if run is not None:
            return run.stage(StageName.APPLY) is not None
        return part.stage(RolloutStage.APPLY).attempts > 0


def _goes_on(rollout: RolloutRecord, options: str = "") -> str:
    return f"`{Telling.command(rollout, 'promote', f'{rollout.system}{options}')}` goes on"


def _lapsed(part: EnvironmentRollout, stands: Standing) -> str:
    return f"{part.environment} has not enough approvals any more: {' '.join(stands.disregarded)}"


def _verdict(context: StageContext, run: RunRecord) -> StageStatus:
    for evidence in _evidence(run, context.now()):
        context.write(evidence)
    return _status(run)


def _status(run: RunRecord) -> StageStatus:
    return StageStatus.PASSED if run.status is RunStatus.DONE else StageStatus.FAILED


def _evidence(run: RunRecord, at: datetime) -> list[Evidence]:
    """How an apply ended, and what it left uncertain."""

    def evidence(finding: Finding, text: str) -> Evidence:
        return Evidence(check="apply", finding=finding, text=text, at=at)

    stage = run.stage(StageName.APPLY)
    seconds = f" in {stage.seconds:.0f} s" if stage is not None and stage.seconds is not None else ""
    if run.status is RunStatus.DONE:
        return [evidence(Finding.PASSED, f"{run.id} is applied, {run.applied}{seconds}.")]
    done = f", {run.applied} done{seconds}" if run.applied is not None else ""
    uncertain = [f"{address} may exist, and is not in the state." for address in run.uncertain]
    return [
        evidence(Finding.FAILED, f"{run.id} is {run.status}{done}: {run.error or 'it did not end well.'}"),
        *(evidence(Finding.UNKNOWN, text) for text in uncertain),
    ]
