"""How rollouts, environments and stages read: words before symbols, symbols before colours."""

from __future__ import annotations

from datetime import datetime

from console.domain.rollout import EnvironmentRollout, Finding, RolloutRecord, RolloutStage, RolloutStatus, StageStatus
from console.ui.format import duration

STAGE_MARKS = {
    StageStatus.NOT_BEGUN: ("·", "muted"),
    StageStatus.RUNNING: ("*", "running"),
    StageStatus.HELD: ("!", "warning"),
    StageStatus.PASSED: ("✓", "good"),
    StageStatus.SKIPPED: ("-", "muted"),
    StageStatus.FAILED: ("x", "bad"),
    StageStatus.INCONCLUSIVE: ("?", "bad"),
    StageStatus.STOPPED: ("x", "warning"),
}
"""Symbol and the style of a LineList."""
STAGE_WORDS = {StageStatus.HELD: "waits"}
FINDING_MARKS = {
    Finding.PASSED: ("✓", "good"),
    Finding.NOTED: ("·", "muted"),
    Finding.UNKNOWN: ("?", "warning"),
    Finding.FAILED: ("x", "bad"),
}
STATUS_MARKS = {
    RolloutStatus.RUNNING: ("*", "primary"),
    RolloutStatus.HELD: ("!", "warning"),
    RolloutStatus.PAUSED: ("!", "warning"),
    RolloutStatus.DONE: ("✓", "success"),
    RolloutStatus.FAILED: ("x", "error"),
    RolloutStatus.ROLLED_BACK: ("x", "error"),
    RolloutStatus.ABORTED: ("x", "error"),
}
"""Symbol and the theme's colour."""
STAGE_TITLES = {
    RolloutStage.PREFLIGHT: "preflight",
    RolloutStage.PLAN: "plan",
    RolloutStage.GUARDS: "guards",
    RolloutStage.REHEARSAL: "rehearsal",
    RolloutStage.APPROVAL: "review and approval",
    RolloutStage.APPLY: "apply",
    RolloutStage.VERIFY: "verify",
    RolloutStage.BAKE: "bake",
}


def stage_word(status: StageStatus) -> str:
    """`waits`, `passed`, `not begun`: short enough for a column."""
    return STAGE_WORDS.get(status, status.value)


def part_standing(part: EnvironmentRollout, record: RolloutRecord) -> tuple[str, str, str]:
    """How an environment stands: symbol, word, and the theme's colour, empty for none."""
    current = part.current
    if part.rollback_run is not None and record.status is RolloutStatus.ROLLED_BACK:
        return "x", f"rolled back ({part.rollback_run.rpartition('/')[2]})", "error"
    if current is None:
        return "✓", "through", "success"
    if current.stage is RolloutStage.PREFLIGHT and current.status is StageStatus.NOT_BEGUN:
        return ("-", "never reached", "") if record.status.ended else ("·", "not begun", "")
    mark, style = STAGE_MARKS[current.status]
    colour = {"running": "primary", "warning": "warning", "good": "success", "bad": "error"}.get(style, "")
    if current.status is StageStatus.NOT_BEGUN:
        return "·", f"before {current.stage.value}", ""
    return mark, f"{current.stage.value}: {stage_word(current.status)}", colour


def took(start: datetime | None, end: datetime | None, now: datetime) -> str:
    """`1m 42s`, up to now where it goes on; empty before it began."""
    return "" if start is None else duration(((end or now) - start).total_seconds())


def open_part(record: RolloutRecord) -> EnvironmentRollout:
    """The environment that one wants to look at: where the change is; where it is through, the last."""
    return record.current or record.environments[-1]
