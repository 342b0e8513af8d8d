"""The engine of a rollout: stage after stage, each written down before and after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from console.domain.environment import EnvironmentName, Preset
from console.domain.rollout import (
    EnvironmentRollout,
    Evidence,
    Finding,
    RolloutStage,
    RolloutStatus,
    StageRecord,
    StageStatus,
)
from console.domain.rollout_wish import RolloutWish, Wanted
from console.errors import ConsoleError, LockedError, RunStoppedError
from console.services.rollouts.apply_stage import ApplyStage
from console.services.rollouts.driving import Driving, Watch
from console.services.rollouts.failing import Failing
from console.services.rollouts.plan_stage import PlanStage, ask_again, plan_again
from console.services.rollouts.stage import StageContext
from console.services.rollouts.telling import Telling
from console.services.rollouts.unforeseen import CHECK, unforeseen

Work = Callable[[Driving, StageContext], StageStatus]
_KEEP_EVIDENCE = (RolloutStage.APPLY, RolloutStage.BAKE)
"""These go on where they stood; every other stage is done anew when a console died in it."""


class Engine:
    """Drives a rollout until it ends or waits for a person. What a stage does it does not know."""

    def __init__(
        self,
        works: Mapping[RolloutStage, Work],
        plan: PlanStage,
        apply: ApplyStage,
        failing: Failing,
        preset: Callable[[EnvironmentName], Preset],
        telling: Telling,
    ) -> None:
        self._works = works
        self._plan = plan
        self._apply = apply
        self._failing = failing
        self._preset = preset
        self._telling = telling

    def drive(self, driving: Driving, watch: Watch) -> None:
        """Raises LockedError where another console took the rollout over, ConsoleError where nothing can be written."""
        try:
            self._drive(driving, watch)
        except ConsoleError:
            raise
        # Between two stages as in them: it does not seem to go on.
        except Exception as error:  # noqa: BLE001
            self.pause(driving, f"{unforeseen(error, driving.record.id)}.")

    def _drive(self, driving: Driving, watch: Watch) -> None:
        record = driving.record
        while not record.status.ended:
            if record.going_back is not None and not watch.lost:
                # It ends the rollout, too: whatever else is wished, nothing stays half way back.
                self._failing.go_on_back(driving, record.going_back)
                return
            if self._interrupted(driving, watch):
                return
            part = record.current
            if part is None:
                self._finish(driving)
                return
            stage = part.current
            assert stage is not None  # noqa: S101 - a part that has none is through
            if stage.status in (StageStatus.FAILED, StageStatus.INCONCLUSIVE) and not stage.broke_off:
                self._failing.settle(driving, part, stage)
                return
            if not self._step(driving, part, stage):
                return

    def _interrupted(self, driving: Driving, watch: Watch) -> bool:
        """Whether somebody wants something else than going on; written down as what it is."""
        if watch.lost:
            raise LockedError(watch.lost)
        wish = watch.wish()
        wanted = Wanted.GO_ON if wish is None else wish.wanted
        if wish is not None and wanted is Wanted.ABORT:
            self._abort(driving, wish)
        elif wish is not None and wanted is Wanted.PAUSE:
            self.pause(driving, f"{wish.by} paused it" + (f": {wish.why.rstrip('.')}." if wish.why else "."))
        elif watch.left:
            self.pause(driving, f"{driving.record.driver} left it.")
        else:
            driving.cancelled.clear()
            return False
        return True

    def _step(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord) -> bool:
        """One stage; False where the rollout cannot go on for now."""
        try:
            if self._reopened(driving, part, stage):
                return True
            self._begin(driving, part, stage)
            status = self._carried_out(driving, part, stage)
        except ConsoleError:
            # The store cannot be written, or another console has: nothing could be said here either.
            raise
        # Whatever it is: without a word of it the rollout would seem to go on, driven by nobody.
        except Exception as error:  # noqa: BLE001
            self._break_off(driving, part, stage, error)
            return False
        if driving.cancelled.is_set() and not status.goes_on and status is not StageStatus.FAILED:
            # Not to its end: it is done anew, or gone on with, by whoever takes the rollout up.
            driving.save()
            return True
        return self._end(driving, part, stage, status)

    def _reopened(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord) -> bool:
        """Whether what the stage stands on has lapsed, so that it is planned, or asked, again."""
        if stage.stage not in (RolloutStage.APPROVAL, RolloutStage.APPLY) or self._apply.begun_elsewhere(part):
            return False
        stale = self._plan.stale(part, driving.now())
        if stale:
            plan_again(part)
            driving.write(
                part.stage(RolloutStage.PLAN), _noted(RolloutStage.PLAN, f"{stale} It is planned again.", driving.now())
            )
            return True
        lapsed = self._apply.lapsed(driving, part) if stage.stage is RolloutStage.APPLY else ""
        if lapsed:
            ask_again(part)
            driving.write(
                part.stage(RolloutStage.APPROVAL),
                _noted(RolloutStage.APPROVAL, f"{lapsed} It is asked again.", driving.now()),
            )
        return bool(lapsed)

    def _carried_out(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord) -> StageStatus:
        """What the stage comes to; RUNNING where it was cancelled. What cannot be done at all has failed."""
        try:
            return self._works[stage.stage](driving, self._context(driving, part, stage))
        except RunStoppedError as error:
            if driving.cancelled.is_set():
                return StageStatus.RUNNING
            # Somebody stopped the run itself, and not the rollout.
            said = error.message
        except ConsoleError as error:
            said = error.message
        driving.write(stage, Evidence(check=stage.stage.value, finding=Finding.FAILED, text=said, at=driving.now()))
        return StageStatus.FAILED

    def _break_off(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord, error: Exception) -> None:
        """The console's own fault decides nothing about the change: it stands until somebody resumes or ends it."""
        fault = unforeseen(error, f"{part.environment}: {stage.stage}")
        said = f"{fault}, which says nothing of the change."
        stage.evidence.append(Evidence(check=CHECK, finding=Finding.FAILED, text=said, at=driving.now()))
        stage.status, stage.broke_off, stage.waits_for = StageStatus.FAILED, True, ""
        driving.stage_ended(stage)
        end = self._telling.command(driving.record, "abort", driving.record.system)
        self.pause(driving, f"{said} `{end}` ends it.")

    def _begin(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord) -> None:
        record = driving.record
        fresh = all(each.attempts == 0 for each in part.stages)
        left = stage.status is StageStatus.RUNNING or stage.broke_off
        again = left and stage.stage in _KEEP_EVIDENCE
        if not again and stage.status is not StageStatus.NOT_BEGUN:
            stage.evidence = []
        stage.evidence = [each for each in stage.evidence if each.check != CHECK]
        stage.broke_off = False
        driving.stage_began(stage, again=again)
        stage.status, stage.ended_at, stage.waits_for = StageStatus.RUNNING, None, ""
        stage.attempts += 1
        record.status, record.reason = RolloutStatus.RUNNING, ""
        driving.save()
        if fresh and part is not record.environments[0]:
            self._telling.tell(record, "promoted", part, stage.stage, f"It goes on in {part.environment}.")

    def _end(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord, status: StageStatus) -> bool:
        record = driving.record
        stage.status = status
        if status is StageStatus.HELD:
            record.status, record.reason = RolloutStatus.HELD, stage.waits_for
            driving.save()
            self._telling.tell(record, "held", part, stage.stage, record.reason)
            return False
        stage.waits_for = ""
        driving.stage_ended(stage)
        driving.save()
        self._telling.note(record, part, stage)
        return True

    def _context(self, driving: Driving, part: EnvironmentRollout, stage: StageRecord) -> StageContext:
        return StageContext(
            rollout=driving.record,
            part=part,
            preset=self._preset(part.name),
            reviewed=lambda: self._plan.review(driving, part),
            write=lambda evidence: driving.write(stage, evidence),
            wait_for=lambda what: driving.wait_for(stage, what),
            cancelled=driving.cancelled,
            now=driving.now,
        )

    def pause(self, driving: Driving, reason: str) -> None:
        """Write down that it stands still."""
        record = driving.record
        part = record.current
        stage = part.current if part is not None else None
        record.status = RolloutStatus.PAUSED
        record.reason = f"{reason} `{self._telling.command(record, 'resume', record.system)}` goes on."
        driving.save()
        self._telling.tell(record, "paused", part, stage.stage if stage else None, record.reason)

    def _abort(self, driving: Driving, wish: RolloutWish) -> None:
        """Nothing more begins. What an apply that was stopped left uncertain is among its evidence."""
        record = driving.record
        part = record.current
        why = f"{wish.by} aborted it" + (f": {wish.why.rstrip('.')}." if wish.why else ".")
        if part is not None:
            self._apply.follow_to_its_end(driving, part)
            self._plan.discard(part)
            changed = self._apply.changed_something(part)
            why += (
                f" {part.environment} was changed: see run {part.run}, and plan again to see what is there."
                if changed
                else f" Nothing was changed in {part.environment}."
            )
        driving.end(RolloutStatus.ABORTED, why)
        self._telling.tell(record, "aborted", part, None, why)

    def _finish(self, driving: Driving) -> None:
        record = driving.record
        names = ", ".join(each.environment for each in record.environments)
        driving.end(RolloutStatus.DONE, f"The change runs in {names}.")
        self._telling.tell(record, "done", None, None, record.reason)


def _noted(stage: RolloutStage, text: str, at: datetime) -> Evidence:
    return Evidence(check=stage.value, finding=Finding.NOTED, text=text, at=at)
