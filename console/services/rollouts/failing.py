"""What happens to an environment in which a change did not do well: what its gates say, and never more than that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from console.domain.rollout import (
    EnvironmentRollout,
    Evidence,
    Finding,
    GoingBack,
    RollBackRequest,
    RolloutStage,
    RolloutStatus,
    StageRecord,
    StageStatus,
)
from console.domain.rollout_events import What
from console.domain.rollout_file import OnFailure
from console.domain.run import RunRecord
from console.errors import ConsoleError, InputError, RefusedError
from console.services.rollouts.driving import Driving
from console.services.rollouts.plan_stage import PlanStage
from console.services.rollouts.telling import Telling
from console.services.rollouts.unforeseen import unforeseen


class Back(StrEnum):
    """How going back came out."""

    DONE = "done"
    HELD = "waits for a person"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class BackOutcome:
    back: Back
    text: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class BackContext:
    """One environment on its way back."""

    driving: Driving
    part: EnvironmentRollout
    tell: Callable[[str, Finding, str], None]
    request: RollBackRequest | None
    """None where the gates go back by themselves."""


WayBack = Callable[[BackContext], BackOutcome]
"""Goes back, or finds that it is back already: it may be called again after a console died in it."""


class PlannedWayBack(Protocol):
    """A way back that is a plan first."""

    def __call__(self, context: BackContext) -> BackOutcome: ...
    def planned(self, part: EnvironmentRollout, now: datetime) -> RunRecord | None:
        """The run that goes back, where it is planned and can be applied, or further."""
        ...

    def plan(self, context: BackContext) -> RunRecord: ...


class Failing:
    """Ends a rollout that failed, after what its gates say about going back."""

    def __init__(
        self,
        services: WayBack,
        infrastructure: PlannedWayBack,
        plan: PlanStage,
        changed: Callable[[EnvironmentRollout], bool],
        telling: Telling,
    ) -> None:
        """`changed` is whether the engine was let loose on the environment."""
        self._infrastructure = infrastructure
        self._ways: dict[OnFailure, WayBack] = {
            OnFailure.ROLL_BACK_SERVICE: services,
            OnFailure.ROLL_BACK_INFRASTRUCTURE: infrastructure,
        }
        self._plan = plan
        self._changed = changed
        self._telling = telling

    def settle(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord) -> None:
        """Go back where the gates say so, and write down how it ended. Later environments never begin."""
        why = reason_of(part, stage)
        command = self._telling.command(driving.record, "rollback", part.environment)
        if not self._changed(part):
            self._plan.discard(part)
            self._end(driving, part, RolloutStatus.FAILED, f"{why} Nothing was changed in {part.environment}.")
        elif stage.status is StageStatus.INCONCLUSIVE:
            text = f"{why} That is no success, and nothing is rolled back by itself: `{command}` does."
            self._end(driving, part, RolloutStatus.FAILED, text)
        elif part.gates.on_failure is OnFailure.STOP:
            self._end(driving, part, RolloutStatus.FAILED, f"{why} It stays as it is: `{command}` goes back.")
        else:
            self._go_back(driving, part, stage, why, None, part.gates.on_failure)

    def roll_back(
        self, driving: Driving, part: EnvironmentRollout, stage: StageRecord, request: RollBackRequest
    ) -> None:
        """A person's own decision; raises InputError where nothing was applied.

        Infrastructure goes back with a plan that could be looked at: where there is none it is made, and RefusedError
        raised with its run.
        """
        self._refuse_unchanged(driving, part)
        if request.how is OnFailure.ROLL_BACK_INFRASTRUCTURE:
            planned = self._infrastructure.planned(part, driving.now())
            run = planned or self.plan_back(driving, part, stage)
            if planned is None or request.run not in ("", run.id):
                raise RefusedError(
                    f"Nothing was rolled back yet: run {run.id} plans the way back ({run.planned}). Look at it, and "
                    "roll back once more to apply it."
                )
        self._as_asked(driving, part, stage, request)

    def go_on_back(self, driving: Driving, going: GoingBack) -> None:
        """Go on with what a person or the gates began, in a console that takes it up."""
        part = driving.part(going.environment)
        if not going.request.by:
            stage = part.current or last_begun(part)
            self._go_back(driving, part, stage, reason_of(part, stage), None, going.request.how)
            return
        self._as_asked(driving, part, last_begun(part), going.request)

    def _as_asked(
        self, driving: Driving, part: EnvironmentRollout, stage: StageRecord, request: RollBackRequest
    ) -> None:
        why = f"{request.by} rolls {part.environment} back" + (f": {request.why}" if request.why else ".")
        self._go_back(driving, part, stage, why, request, request.how)

    def plan_back(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord) -> RunRecord:
        """The plan of the way back of the infrastructure, for somebody to look at; nothing is changed.

        Raises InputError where nothing was applied, RefusedError where there is nothing to go back to.
        """
        self._refuse_unchanged(driving, part)
        return self._infrastructure.plan(BackContext(driving, part, _teller(driving, stage), None))

    def _refuse_unchanged(self, driving: Driving, part: EnvironmentRollout) -> None:
        if not self._changed(part):
            raise InputError(f"Nothing was applied to {part.environment} by {driving.record.id}: there is no way back.")

    def _go_back(
        self,
        driving: Driving,
        part: EnvironmentRollout,
        stage: StageRecord,
        why: str,
        request: RollBackRequest | None,
        how: OnFailure,
    ) -> None:
        record = driving.record
        record.status, record.reason = RolloutStatus.RUNNING, f"{why} It is rolled back."
        record.going_back = GoingBack(environment=part.environment, request=request or RollBackRequest(how))
        driving.save()

        try:
            outcome = self._ways[how](BackContext(driving, part, _teller(driving, stage), request))
        except ConsoleError as error:
            outcome = BackOutcome(Back.FAILED, error.message)
        # Whatever it is, the rollout has ended, and says that the environment is not back.
        except Exception as error:  # noqa: BLE001
            outcome = BackOutcome(Back.FAILED, f"{unforeseen(error, 'it')}.")
        record.going_back = None
        if outcome.back is Back.HELD:
            record.status, record.reason = RolloutStatus.HELD, f"{why} {outcome.text}"
            driving.save()
            self._telling.tell(record, "held", part, stage.stage, record.reason)
            return
        if outcome.back is Back.FAILED:
            self._end(driving, part, RolloutStatus.FAILED, f"{why} GOING BACK FAILED: {outcome.text}")
            return
        part.went_back = True
        # Services alone do not undo an apply that broke off half way.
        whole = how is OnFailure.ROLL_BACK_INFRASTRUCTURE or stage.stage is not RolloutStage.APPLY
        self._end(driving, part, RolloutStatus.ROLLED_BACK if whole else RolloutStatus.FAILED, f"{why} {outcome.text}")

    def _end(self, driving: Driving, part: EnvironmentRollout, status: RolloutStatus, reason: str) -> None:
        for other in driving.record.environments:
            if other is not part:
                # One that waited in another environment is no part of anything any more.
                self._plan.discard(other)
        driving.end(status, reason)
        what: What = "rolled back" if status is RolloutStatus.ROLLED_BACK else "failed"
        self._telling.tell(driving.record, what, part, None, reason)


def last_begun(part: EnvironmentRollout) -> StageRecord:
    """The last stage that anything was done in: what is told of a way back stands there."""
    return next(stage for stage in reversed(part.stages) if stage.attempts)


def _teller(driving: Driving, stage: StageRecord) -> Callable[[str, Finding, str], None]:
    def tell(check: str, finding: Finding, text: str) -> None:
        driving.write(stage, Evidence(check=check, finding=finding, text=text, at=driving.now()))

    return tell


def reason_of(part: EnvironmentRollout, stage: StageRecord) -> str:
    """Why a stage did not let the rollout go on, in a sentence with the first thing that speaks against it."""
    against = [each for each in stage.evidence if each.finding in (Finding.FAILED, Finding.UNKNOWN)]
    failed = [each for each in against if each.finding is Finding.FAILED]
    first = next(iter(failed or against), None)
    what = f": {first.text}" if first is not None else "."
    return f"{part.environment}: {stage.stage} {stage.status.upper()}{what}"
