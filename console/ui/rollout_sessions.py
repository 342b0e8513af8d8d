"""Rollouts that this console drives: they belong to the app, and go on while one looks at something else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from console.errors import ConsoleError
from console.ui.messages import RolloutMoved
from console.ui.run_session import unexpected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from console.domain.rollout import RolloutRecord
    from console.services.rollouts.driving import OnRolloutUpdate, RolloutUpdate
    from console.ui.host import Host

    Work = Callable[[OnRolloutUpdate, threading.Event], RolloutRecord]

LEAVE_SECONDS = 5.0
"""How long leaving the console waits for its rollouts to write down that they are paused."""


class RolloutSession:
    """One rollout that is driven here, or was: its newest record, what its run does, and how driving it ended.

    Its thread writes, the app's thread reads.
    """

    def __init__(self, rollout_id: str) -> None:
        self.rollout_id = rollout_id
        self.record: RolloutRecord | None = None
        self.doing = ""
        """What the run under way does: `63 of 91 resources`."""
        self.error: ConsoleError | None = None
        self.ended = False
        """Driving it has ended: it waits for a person, or is over, or failed."""
        self.leave = threading.Event()
        self.announced = False
        self.thread: threading.Thread | None = None

    def take(self, update: RolloutUpdate) -> None:
        """News, in the rollout's thread."""
        self.record = update.record
        progress = update.run.progress if update.run is not None else None
        if progress is None or not progress.total:
            self.doing = ""
        else:
            done = sum(1 for resource in progress.resources.values() if resource.state == "done")
            self.doing = f"{done} of {progress.total} resources"


class RolloutSessions:
    """The app's rollouts. Threads are daemons: a console that dies leaves a rollout that any other takes up."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._sessions: dict[str, RolloutSession] = {}

    def of(self, rollout_id: str) -> RolloutSession | None:
        return self._sessions.get(rollout_id)

    def drives(self, rollout_id: str) -> bool:
        """Whether it is driven here now."""
        session = self._sessions.get(rollout_id)
        return session is not None and not session.ended

    @property
    def under_way(self) -> tuple[RolloutSession, ...]:
        return tuple(session for session in self._sessions.values() if not session.ended)

    def drive(self, rollout_id: str, secrets: Mapping[str, str] | None = None) -> RolloutSession:
        """Drive it in a thread of the app's, or return the session that does already."""
        rollouts, given = self._host.services, dict(secrets or {})
        return self.begin(rollout_id, lambda moved, leave: rollouts.rollouts.drive(rollout_id, moved, leave, given))

    def begin(self, rollout_id: str, work: Work) -> RolloutSession:
        """Do this to the rollout in a thread of the app's, or return the session that is at it already."""
        known = self._sessions.get(rollout_id)
        if known is not None and not known.ended:
            return known
        session = RolloutSession(rollout_id)
        self._sessions[rollout_id] = session
        session.thread = threading.Thread(
            target=self._work, args=(session, work), name=f"rollout {rollout_id}", daemon=True
        )
        session.thread.start()
        return session

    def _work(self, session: RolloutSession, work: Work) -> None:
        def moved(update: RolloutUpdate) -> None:
            session.take(update)
            if not session.announced:
                session.announced = True
                self._host.post_message(RolloutMoved(session))

        try:
            session.record = work(moved, session.leave)
        except ConsoleError as error:
            session.error = error
        # A thread that dies silently would leave a rollout that seems to go on for ever.
        except Exception as error:  # noqa: BLE001
            session.error = unexpected(error)
        session.ended = True
        self._host.post_message(RolloutMoved(session))

    def leave_all(self) -> None:
        """The console goes: each writes down where it stands, as far as it can within LEAVE_SECONDS."""
        for session in self.under_way:
            session.leave.set()
        deadline = time.monotonic() + LEAVE_SECONDS
        for session in self.under_way:
            if session.thread is not None:
                session.thread.join(max(0.0, deadline - time.monotonic()))
