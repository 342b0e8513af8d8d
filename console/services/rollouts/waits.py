"""Waiting in a stage: until something holds, the time is over, or the rollout is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from console.services.rollouts.checks import stop_if_cancelled
from console.services.rollouts.stage import StageContext

SeenT = TypeVar("SeenT")
POLL_SECONDS = 2.0
Clock = Callable[[], float]


class Patience:
    """A deadline by a clock that is never set; seconds."""

    def __init__(self, seconds: float, *, clock: Clock = time.monotonic, poll_seconds: float = POLL_SECONDS) -> None:
        self._clock = clock
        self._deadline = clock() + seconds
        self._poll = poll_seconds

    @property
    def left(self) -> float:
        return max(0.0, self._deadline - self._clock())

    def wait(self, context: StageContext, look: Callable[[], SeenT], good: Callable[[SeenT], bool], what: str) -> SeenT:
        """Look again and again until it is good, at most until the deadline; what was seen last.

        Raises RunStoppedError where the stage is cancelled, and what `look` raises.
        """
        while True:
            found = look()
            if good(found) or not self.left:
                return found
            context.wait_for(what)
            context.cancelled.wait(min(self._poll, self.left))
            stop_if_cancelled(context)
