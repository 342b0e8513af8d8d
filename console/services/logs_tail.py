"""Following log groups: what was logged last, then what comes, live where AWS gives that and by asking where not."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from console.domain.logs import LogGroup, LogLine
from console.errors import ConsoleError, InputError
from console.services.logs_ports import LogsReader
from console.services.logs_seen import OVERLAP_MS, SeenLines

POLL_SECONDS = 2.0
"""Between two readings by polling, at least: FilterLogEvents may be called a few times a second in an account."""
POLL_SECONDS_A_GROUP = 0.5
LONGEST_WAIT_SECONDS = 30.0
LIVE_AGAIN_SECONDS = 60.0
"""After which live tail is tried again where it was refused: what throttles or expires comes back."""
PAGE = 10_000
MOST_LIVE_GROUPS = 10
WAITING_LINES = 200_000
"""Lines that wait to be taken; more are counted as lost, and that is said."""
_SAMPLED = "live tail leaves lines out above 500 a second, so all of them are read by polling"


class TailMode(Enum):
    """How lines come now."""

    STARTING = "starting"
    LIVE = "live"
    POLLING = "polling"
    WAITING = "waiting"
    """Nothing can be read now; it is tried again by itself."""
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class TailState:
    """How a tail stands. `problem` is one sentence while nothing can be read; `reason` says why it is not live."""

    mode: TailMode = TailMode.STARTING
    problem: str = ""
    reason: str = ""
    heard_at: float | None = None
    """When AWS last answered, in seconds since the epoch: what is shown is as old as that. None: not yet."""
    lost: int = 0
    """Lines that came faster than they were taken."""


class Tail:
    """One reading of some groups in a thread of its own, which ends with the process at the latest."""

    def __init__(
        self,
        reader: LogsReader,
        groups: Sequence[LogGroup],
        pattern: str,
        since_ms: int,
        *,
        clock: Callable[[], float] = time.time,
        live: bool = True,
    ) -> None:
        self.groups = tuple(groups)
        self.pattern = pattern
        why_not = _why_not_live(self.groups)
        self.state = TailState(reason=why_not)
        self.refused: InputError | None = None
        """Why it ended by itself: AWS does not understand what was asked for."""
        self._reader = reader
        self._since_ms = since_ms
        self._clock = clock
        self._wants_live = live and not why_not
        self._live_again_at: float | None = None
        """Of the monotonic clock; None where live tail is on, or is not to be had at all."""
        self._stopped = threading.Event()
        self._seen = SeenLines()
        self._waiting: deque[LogLine] = deque()
        self._lost = 0
        self._failures = 0
        self._arrived = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log-tail", daemon=True)

    def start(self) -> Tail:
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ask it to end; it ends with the next answer of AWS, and nobody has to wait for that."""
        self._stopped.set()
        self._arrived.set()
        self.state = replace(self.state, mode=TailMode.STOPPED)

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def take(self) -> list[LogLine]:
        """The lines that came since the last time, in the order in which they came."""
        self._arrived.clear()
        return [self._waiting.popleft() for _ in range(len(self._waiting))]

    def wait(self, seconds: float) -> bool:
        """Until lines wait to be taken, or the time is over; whether there are any."""
        self._arrived.wait(seconds)
        return bool(self._waiting)

    # --- The thread ---

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                if self._wants_live or self._live_may_be_back:
                    self._follow_live()
                else:
                    self._read_new()
                    self._heard(TailMode.POLLING)
                    self._pause(max(POLL_SECONDS, POLL_SECONDS_A_GROUP * len(self.groups)))
            except InputError as error:
                # It will be refused for ever: the operator has to ask for something else.
                self.refused = error
                self.stop()
                self.state = replace(self.state, problem=error.message)
            except ConsoleError as error:
                self._failed(error)

    def _follow_live(self) -> None:
        """Open a live tail, read what was logged before it began, and pass on what it sends until it ends."""
        try:
            updates = self._reader.live(self._known_groups(), self.pattern)
            next(updates)
        except ConsoleError as error:
            # Where reading by pages works it is live tail alone that is refused.
            self._read_new()
            self._poll_because(error.message)
            self._live_again_at = time.monotonic() + LIVE_AGAIN_SECONDS
            return
        self._live_again_at, self._wants_live = None, True
        self._read_new()
        live = self._seen.following()
        self._heard(TailMode.LIVE)
        for update in updates:
            if self._stopped.is_set():
                return
            self._pass_on(live(update.lines))
            if update.sampled:
                self._poll_because(_SAMPLED)
                return
            self._heard(TailMode.LIVE)

    @property
    def _live_may_be_back(self) -> bool:
        return self._live_again_at is not None and time.monotonic() >= self._live_again_at

    def _known_groups(self) -> list[LogGroup]:
        """Live tail wants ARNs: those of groups that exist."""
        self.groups = tuple(group if group.arn else self._reader.group(group) for group in self.groups)
        return list(self.groups)

    def _poll_because(self, reason: str) -> None:
        self._wants_live = False
        self.state = replace(self.state, mode=TailMode.POLLING, reason=reason)

    def _read_new(self) -> None:
        """Read by pages what was logged since the newest line, and what came late before it."""
        begin = max(self._since_ms, self._seen.newest_ms - OVERLAP_MS, self._seen.since_ms)
        for group in self.groups:
            if group.exists is False:
                continue
            new = self._seen.reading()
            token: str | None = None
            while not self._stopped.is_set():
                page = self._reader.page(group, self.pattern, begin, None, token, PAGE)
                self._pass_on(new(page.lines))
                token = page.token
                if token is None:
                    break

    def _pass_on(self, lines: list[LogLine]) -> None:
        if not lines:
            return
        room = WAITING_LINES - len(self._waiting)
        if len(lines) > room:
            self._lost += len(lines) - room
            lines = lines[len(lines) - room :]
        self._waiting.extend(lines)
        self._arrived.set()

    def _heard(self, mode: TailMode) -> None:
        self._failures = 0
        if not self._stopped.is_set():
            reason = "" if mode is TailMode.LIVE else self.state.reason
            self.state = TailState(mode, "", reason, heard_at=self._clock(), lost=self._lost)

    def _failed(self, error: ConsoleError) -> None:
        """Say what is wrong, wait longer each time, and try again with the credentials that there are then."""
        self._failures += 1
        if not self._stopped.is_set():
            self.state = replace(self.state, mode=TailMode.WAITING, problem=error.message)
        self._pause(min(POLL_SECONDS * 2 ** (self._failures - 1), LONGEST_WAIT_SECONDS))
        self._reader.refresh()

    def _pause(self, seconds: float) -> None:
        self._stopped.wait(seconds)


def _why_not_live(groups: Sequence[LogGroup]) -> str:
    """Why AWS has no live tail of these groups together; empty where it has."""
    if len(groups) > MOST_LIVE_GROUPS:
        return f"live tail takes {MOST_LIVE_GROUPS} groups at most, and these are {len(groups)}"
    if len({group.region for group in groups}) > 1:
        return "live tail takes groups of one region, and these are of several"
    return ""
