"""Runs belong to the app, never to a screen: each has its own thread and survives every change of screens."""

from __future__ import annotations

import copy
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from console.errors import ConsoleError
from console.ui.gate import clean
from console.ui.messages import ReviewReady, RunEnded, RunUpdated

if TYPE_CHECKING:
    from textual.message import Message

    from console.domain.environment import EnvironmentName
    from console.domain.events import Event
    from console.domain.progress import Progress
    from console.domain.run import RunKind, RunRecord, StageName
    from console.ui.ports import PlanRequest, Reviewed, RunUpdate

T = TypeVar("T")
LOG_LINES = 5000
"""How many lines of the log are kept in memory; the whole log is in the run's folder."""
LINE_LIMIT = 4000
"""Characters of one log line that are shown."""


class RunSession:
    """One plan or apply under way, or just over: the newest record, progress, log lines, and how it ended.

    The run's thread writes, the app's thread reads. `progress` is a copy that does not change under a reader.
    """

    def __init__(
        self,
        name: EnvironmentName,
        kind: RunKind,
        phase: str,
        post: Callable[[Message], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.kind = kind
        self.phase = phase
        """`plan`, `apply` or `attach`"""
        self.request: PlanRequest | None = None
        """What was asked for, of a plan."""
        self.changes: dict[str, Any] = {}
        """The overlay that the plan was made with, so that a change saved since then is noticed."""
        self.record: RunRecord | None = None
        self.stage: StageName | None = None
        self.progress: Progress | None = None
        self.reviewed: Reviewed | None = None
        self.error: ConsoleError | None = None
        self.ended = False
        self.stopping = False
        self.cancel = threading.Event()
        self.started = clock()
        """`time.monotonic()`, seconds"""
        self.finished: float | None = None
        self._clock = clock
        self._post = post
        self._lock = threading.Lock()
        self._lines: deque[str] = deque(maxlen=LOG_LINES)
        self._line_count = 0
        self._announced = False
        self._source: Progress | None = None

    @property
    def run_id(self) -> str | None:
        """`replaydash/dev#15`, None until the run has its number."""
        return self.record.id if self.record else None

    @property
    def elapsed(self) -> float:
        """Seconds since it was started here."""
        return (self.finished if self.finished is not None else self._clock()) - self.started

    def lines_since(self, seen: int, at_most: int = LOG_LINES) -> tuple[list[str], int]:
        """Log lines after the first `seen`, as far as they are still in memory, and the new count to ask with."""
        with self._lock:
            forgotten = self._line_count - len(self._lines)
            begin = max(seen - forgotten, 0)
            lines = list(islice(self._lines, begin, begin + at_most))
            return lines, forgotten + begin + len(lines)

    def note(self) -> str:
        """For a list: `planning`, `applying 63/91`, `stopping`."""
        if self.phase == "plan":
            return "planning"
        doing = "destroying" if self.kind == "destroy" else "applying"
        if self.stopping:
            doing = "stopping"
        if self.progress is None or not self.progress.total:
            return doing
        done = sum(1 for resource in self.progress.resources.values() if resource.state == "done")
        return f"{doing} {done}/{self.progress.total}"

    def take(self, update: RunUpdate) -> None:
        """News from the services, in the run's thread."""
        fresh = copy.copy(update.progress)
        # Of thousands of resources few change at a time: the copies of the others still hold.
        known = self.progress.resources if self.progress is not None and self._source is update.progress else {}
        touched = {getattr(event, "address", None) for event in update.events}
        fresh.resources = {
            address: known[address] if address in known and address not in touched else copy.copy(run)
            for address, run in update.progress.resources.items()
        }
        fresh.diagnostics = list(update.progress.diagnostics)
        self._source = update.progress
        with self._lock:
            self.record, self.stage, self.progress = update.record, update.stage, fresh
            self._keep(update.events)
            announce, self._announced = not self._announced, True
        if announce:
            self._post(RunUpdated(self))

    def seen(self) -> None:
        """The app is about to show the session: the next news are announced again."""
        with self._lock:
            self._announced = False

    def _keep(self, events: Iterable[Event]) -> None:
        for event in events:
            at = clean(event.at[11:19])  # the stream's own time of day, `10:05:12`
            for line in clean(event.text, lines=True, limit=LINE_LIMIT).split("\n"):
                self._lines.append(f"{at} {line}" if at else line)
                self._line_count += 1

    def run_plan(self, work: Callable[[], Reviewed]) -> None:
        """Plan to the end, in the run's thread, and announce it."""
        self.reviewed, self.error = _outcome(work)
        if self.reviewed is not None:
            self.record = self.reviewed.record
        self._finish(ReviewReady(self, self.reviewed, self.error))

    def run_apply(self, work: Callable[[], RunRecord]) -> None:
        """Apply or follow to the end, in the run's thread, and announce it."""
        record, self.error = _outcome(work)
        self.record = record or self.record
        if self.progress is not None:
            self.progress.interrupt()
        self._finish(RunEnded(self, record, self.error))

    def _finish(self, message: Message) -> None:
        self.finished = self._clock()
        self.ended = True
        self._post(message)


def _outcome(work: Callable[[], T]) -> tuple[T | None, ConsoleError | None]:
    try:
        return work(), None
    except ConsoleError as error:
        return None, error
    # A thread that dies silently would leave a run that seems to go on for ever.
    except Exception as error:  # noqa: BLE001
        return None, unexpected(error)


def unexpected(error: BaseException) -> ConsoleError:
    """A fault of the console itself as one sentence, the traceback as its detail."""
    sentence = (
        f"The console failed in its own code ({type(error).__name__}: {error}); whatever run is under way goes on."
    )
    return ConsoleError(sentence, detail="".join(traceback.format_exception(error)))
