"""A rollout as lines and as JSON, and its exit code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from console.bootstrap import Console
from console.cli.live import Live
from console.cli.printing import printable, say
from console.domain.rollout import (
    EnvironmentRollout,
    Finding,
    RolloutRecord,
    RolloutStage,
    RolloutStatus,
    StageRecord,
    StageStatus,
)
from console.services.rollouts.driving import RolloutUpdate
from console.services.rollouts.records import UnreadableRollout

WAITS_FOR_A_PERSON = 3
PAUSING = (
    "Pausing: no new stage begins; what is under way goes on to its end.",
    "Still pausing: what is under way goes on to its end.",
)
_CODES = {
    RolloutStatus.DONE: 0,
    RolloutStatus.HELD: WAITS_FOR_A_PERSON,
    RolloutStatus.PAUSED: WAITS_FOR_A_PERSON,
    RolloutStatus.ABORTED: 130,
}
_LONG = (RolloutStage.REHEARSAL, RolloutStage.VERIFY, RolloutStage.BAKE)
"""Stages in which one wants to know what is waited for."""
HEARTBEAT_SECONDS = 60.0
"""So long nothing is said before what is waited for is: its figures change with every look."""
_SIGNS = {Finding.PASSED: "+", Finding.NOTED: ".", Finding.UNKNOWN: "?", Finding.FAILED: "!"}


def exit_code(record: RolloutRecord, *, stopped: bool = False) -> int:
    """0 done, 3 waits for a person, 130 stopped, 1 anything else."""
    if stopped and record.status is RolloutStatus.PAUSED:
        return 130
    return _CODES.get(record.status, 1)


class RolloutLive(Live):
    """Prints what a rollout does; Ctrl-C pauses it."""

    def __init__(self, record: RolloutRecord, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        """What the record tells already is not told again."""
        super().__init__(quiet=quiet, sandbox=record.sandbox, interrupted=PAUSING)
        self._told = {
            (part.environment, stage.stage): (stage.status, len(stage.evidence))
            for part in record.environments
            for stage in part.stages
        }
        self._silent = quiet
        self._clock = clock
        self._said_at = clock()
        self._unread = False

    def rollout_update(self, update: RolloutUpdate) -> None:
        """Print what is new; where nobody reads it any more, the rollout goes on."""
        if self._unread:
            return
        try:
            self._print(update)
        except BrokenPipeError:
            self._unread = True

    def _print(self, update: RolloutUpdate) -> None:
        if update.run is not None:
            self.update(update.run)
            return
        for part in update.record.environments:
            for stage in part.stages:
                self._tell(part, stage)

    def _tell(self, part: EnvironmentRollout, stage: StageRecord) -> None:
        key = (part.environment, stage.stage)
        status, seen = self._told.get(key, (StageStatus.NOT_BEGUN, 0))
        if len(stage.evidence) < seen:
            seen = 0
        for each in stage.evidence[seen:]:
            self._say(f"  {_SIGNS[each.finding]} {printable(each.check)}: {printable(each.text)}")
        if stage.status is not status:
            self._say(f"{part.environment} {stage.stage}: {stage.status}")
        silent = self._clock() - self._said_at
        if stage.waits_for and stage.stage in _LONG and silent >= HEARTBEAT_SECONDS:
            self._say(f"    waits for {printable(stage.waits_for)}")
        self._told[key] = (stage.status, len(stage.evidence))

    def _say(self, line: str) -> None:
        say(line, quiet=self._silent)
        self._said_at = self._clock()


def print_rollout(services: Console, record: RolloutRecord) -> None:
    """Where it stands, with the evidence of what is current."""
    where = "SANDBOX: " if record.sandbox else ""
    why = f": {printable(record.why)}" if record.why else ""
    say(f"{where}{record.id} is {record.status}{why}")
    if record.reason:
        say(f"  {printable(record.reason)}")
    values = ", ".join(f"{name}={text}" for name, text in record.values.items())
    say(f"  begun {record.started_at:%Y-%m-%d %H:%M} UTC by {printable(record.started_by)}")
    if values:
        say(f"  changes {printable(values)}")
    nobody = nobody_drives(services, record)
    if nobody:
        say(f"  {nobody}")
    for part in record.environments:
        stages = "  ".join(f"{stage.stage} {stage.status}" for stage in part.stages if stage.attempts)
        say(f"  {part.environment}: {stages or 'not begun'}")
        current = part.current
        if part is record.current and current is not None:
            for each in current.evidence:
                say(f"    {_SIGNS[each.finding]} {printable(each.check)}: {printable(each.text)}")


def print_unreadable(rollouts: Iterable[UnreadableRollout], *, quiet: bool = False) -> None:
    """A line for each that is damaged: the others go on without it."""
    for each in rollouts:
        say(f"! {printable(each.id)}: {printable(each.problem)}", quiet=quiet)


def nobody_drives(services: Console, record: RolloutRecord) -> str:
    """A sentence where the rollout should be moving, and its console is gone; else empty."""
    if record.status is not RolloutStatus.RUNNING or services.rollouts.driver(record):
        return ""
    command = f"infra-console rollout resume {record.system}" + (" --sandbox" if record.sandbox else "")
    return f"Nobody drives it: its console ended. `{command}` goes on."


def rollout_document(services: Console, record: RolloutRecord) -> dict[str, Any]:
    """The record as JSON, with its id and whether somebody drives it."""
    return {
        "id": record.id,
        "exit_code": exit_code(record),
        "driven": bool(record.status is RolloutStatus.RUNNING and services.rollouts.driver(record)),
        **record.model_dump(mode="json"),
    }
