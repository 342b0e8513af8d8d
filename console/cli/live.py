"""A run's progress as lines, and Ctrl-C as a graceful stop."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any, Self

from console.cli.printing import printable, say
from console.domain.events import (
    DiagnosticSeen,
    Event,
    RawLine,
    ResourceCompleted,
    ResourceErrored,
    ResourceProgress,
    ResourceStarted,
)
from console.domain.progress import Progress, ResourceState
from console.domain.run import StageName
from console.services.following import RunUpdate

_SHOWN = (ResourceStarted, ResourceProgress, ResourceCompleted, ResourceErrored)


STOPPING = (
    "Stopping gracefully; what is under way is finished first.",
    "Still stopping; what is under way goes first.",
)
LEAVING = ("Leaving; the run goes on.", "Leaving; the run goes on.")


class Live:
    """Prints what a run does; Ctrl-C sets `cancel` and says what that does, the first time and from then on."""

    def __init__(self, *, quiet: bool, sandbox: bool, interrupted: tuple[str, str] = STOPPING) -> None:
        self.cancel = threading.Event()
        self._words = interrupted
        self._quiet = quiet
        self._where = "SANDBOX: " if sandbox else ""
        self._stage: tuple[str, StageName] | None = None
        self._progress = Progress()
        """As far as it was printed: an update may bring many events at once."""
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def update(self, update: RunUpdate) -> None:
        """Print what is new."""
        if (update.record.id, update.stage) != self._stage:
            self._stage, self._progress = (update.record.id, update.stage), Progress()
            say(f"{self._where}run {update.record.id}: {update.stage}", quiet=self._quiet)
        for event in update.events:
            self._line(event, update)

    def _line(self, event: Event, update: RunUpdate) -> None:
        self._progress.fold([event])
        if isinstance(event, _SHOWN) and update.stage is StageName.APPLY:
            done = self._progress.count(ResourceState.DONE)
            say(f"  [{done}/{update.progress.total}] {printable(event.text)}", quiet=self._quiet)
        elif isinstance(event, DiagnosticSeen):
            say(f"  {event.diagnostic.severity}: {printable(event.diagnostic.summary)}", quiet=self._quiet)
        elif isinstance(event, RawLine) and update.stage is not StageName.INIT and event.text.strip():
            say(f"  {printable(event.text)}", quiet=self._quiet)

    def _interrupted(self, _signal: int, _frame: FrameType | None) -> None:
        again = self.cancel.is_set()
        self.cancel.set()
        print(self._words[again], file=sys.stderr, flush=True)
