"""The two honest ways out of where a rollout stands: on, and back. Each says what it does, or why there is none."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from console.domain.rollout import EnvironmentRollout, RolloutRecord, RolloutStage, RolloutStatus, StageStatus


class Way(StrEnum):
    """The action of the screen that goes that way."""

    APPROVE = "approve"
    PROMOTE = "promote"
    RESUME = "resume"
    ABORT = "abort"
    ROLL_BACK = "roll_back"
    WATCH = "watch"
    """It goes on by itself."""
    NOTHING = "nothing"


class Said(NamedTuple):
    way: Way
    label: str
    """For the button: `Approve staging…`"""
    words: str
    """What it does, or why there is nothing to do."""


def applied(part: EnvironmentRollout) -> bool:
    """Something of this environment may have been changed by the rollout."""
    return part.stage(RolloutStage.APPLY).status not in (StageStatus.NOT_BEGUN, StageStatus.SKIPPED)


def waits_for_approval(record: RolloutRecord) -> EnvironmentRollout | None:
    """The environment whose plan is to be approved."""
    part = record.current
    if part is None or record.status.ended or part.run is None:
        return None
    stage = part.current
    waiting = stage is not None and stage.stage is RolloutStage.APPROVAL and stage.status is StageStatus.HELD
    return part if waiting else None


def way_on(record: RolloutRecord, *, driven_here: bool) -> Said:
    """What goes on from here."""
    part = record.current
    if record.status.ended or part is None:
        return Said(Way.NOTHING, "", "It has ended: n starts another.")
    name = part.name.environment
    if record.status is RolloutStatus.PAUSED:
        return Said(Way.RESUME, "Resume…", f"{name} goes on with its {_stage(part)}.")
    if waits_for_approval(record) is not None:
        return Said(Way.APPROVE, f"Approve {name}…", "Its diff, cost and guards come first.")
    if record.status is RolloutStatus.HELD:
        return Said(Way.PROMOTE, f"Go on with {name}…", f"It goes on with its {_stage(part)}.")
    if not driven_here:
        return Said(
            Way.RESUME, "Drive it here…", f"Driven by {record.driver or 'nobody'}; one console drives at a time."
        )
    return Said(Way.WATCH, "", "It goes on by itself, also when you leave this screen.")


def way_back(record: RolloutRecord) -> Said:
    """How to get back from here."""
    changed = [part for part in record.environments if applied(part)]
    part = record.current
    if record.status.ended:
        if not changed:
            return Said(Way.NOTHING, "", "Nothing was changed.")
        last = changed[-1]
        # A way back that is planned, or failed, is none that was gone.
        if record.status is RolloutStatus.ROLLED_BACK:
            return Said(Way.NOTHING, "", f"{last.environment} is back where it was.")
        return Said(Way.ROLL_BACK, f"Roll back {last.name.environment}…", _back_words(last))
    if part is not None and applied(part):
        if part.stage(RolloutStage.APPLY).status is StageStatus.RUNNING:
            return Said(Way.ABORT, "Abort…", "Terraform is asked to stop, once.")
        return Said(Way.ROLL_BACK, f"Roll back {part.name.environment}…", _back_words(part))
    name = part.name.environment if part is not None else record.system
    return Said(Way.ABORT, "Abort…", f"Nothing was changed in {name} yet.")


def _back_words(part: EnvironmentRollout) -> str:
    if part.before_elsewhere:
        return f"Its services; the rest goes back to {part.before_elsewhere}, there."
    if part.before is None:
        return "Its services; nothing stood before."
    return f"Services, or all of it to {part.before.rpartition('/')[2]}."


def _stage(part: EnvironmentRollout) -> str:
    current = part.current
    return current.stage.value if current is not None else "end"
