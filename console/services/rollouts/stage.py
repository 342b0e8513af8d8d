"""What a stage of a rollout gets to work with, and what it answers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from console.domain.environment import EnvironmentName, Preset
from console.domain.rollout import EnvironmentRollout, Evidence, Finding, RolloutRecord, StageStatus
from console.services.reviewing import Reviewed


@dataclass(frozen=True, slots=True)
class StageContext:
    """One stage under way. What is told is written down at once, so that it is seen while the stage goes on."""

    rollout: RolloutRecord
    part: EnvironmentRollout
    preset: Preset
    reviewed: Callable[[], Reviewed]
    """The plan of this environment; raises PlanRefusedError before there is one."""
    write: Callable[[Evidence], None]
    wait_for: Callable[[str], None]
    """Say what is waited for, in words."""
    cancelled: threading.Event
    """Pause, abort, or a console that leaves: what has not begun does not begin."""
    now: Callable[[], datetime]

    @property
    def name(self) -> EnvironmentName:
        return self.part.name

    def tell(self, check: str, finding: Finding, text: str, *, acknowledge: str = "") -> Evidence:
        """Write down what a check saw."""
        evidence = Evidence(check=check, finding=finding, text=text, at=self.now(), acknowledge=acknowledge)
        self.write(evidence)
        return evidence


class StageWork(Protocol):
    """The work of one stage. Raises ConsoleError where it cannot be done at all."""

    def __call__(self, context: StageContext) -> StageStatus: ...
