"""Starting and following runs for the app: one session an environment, each in a daemon thread."""

from __future__ import annotations

import gc
import sys
import threading
from typing import TYPE_CHECKING, Any

from console.errors import ConsoleError, LockedError
from console.ui.messages import News, RunUpdated
from console.ui.run_session import RunSession

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.domain.run import RunKind
    from console.ui.host import Host

SWITCH_SECONDS = 0.0005
FULL_COLLECTION_AFTER = 1000
"""As many collections of the middle generation, instead of Python's ten."""
PUBLISH_SECONDS = 0.1
"""Screens hear of a run at most this often."""


class RunSessions:
    """The app's runs. Threads are daemons: when the console leaves, a detached engine goes on without it."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def plan(self, request: Any) -> RunSession:
        session = self._new(request.name, request.kind, "plan")
        session.request = request
        runs = self._host.services.runs
        self._start(session, lambda: session.run_plan(lambda: runs.plan(request, session.take, session.cancel)))
        return session

    def apply(self, run_id: str, approval: Any, secrets: dict[str, str]) -> RunSession:
        planned = self._host.session_of(run_id)
        record = planned.record if planned and planned.record else self._host.services.runs.get(run_id)
        session = self._new(record.name, record.kind, "apply")
        session.record = record
        runs = self._host.services.runs
        self._start(session, lambda: session.run_apply(lambda: runs.apply(run_id, approval, session.take, secrets)))
        return session

    def attach(self, run_id: str) -> RunSession:
        known = self._host.session_of(run_id)
        if known is not None and not known.ended:
            return known
        record = self._host.services.runs.get(run_id)
        session = self._new(record.name, record.kind, "attach")
        session.record = record
        runs = self._host.services.runs
        self._start(session, lambda: session.run_apply(lambda: runs.attach(run_id, session.take)))
        return session

    def stop(self, session: RunSession) -> None:
        """One interrupt: a second call while stopping does nothing. An engine that cannot be asked now is told of."""
        if session.ended or session.stopping:
            return
        session.stopping = True
        if session.phase == "plan":
            session.cancel.set()
        else:
            # In a thread, since a supervisor that is just starting may keep the one who asks waiting.
            self._host.run_worker(lambda: self._interrupt(session), group="stop", thread=True, exit_on_error=False)

    def _interrupt(self, session: RunSession) -> None:
        try:
            if session.run_id is not None:
                self._host.services.runs.stop(session.run_id)
        except ConsoleError:
            session.stopping = False
            raise

    def hear(self, message: News) -> None:
        """Hand a run's news to the screens, at most every PUBLISH_SECONDS for what is under way."""
        if not isinstance(message, RunUpdated):
            self._host.news.publish(message)
            return

        def publish() -> None:
            message.session.seen()
            if not message.session.ended:
                self._host.news.publish(message)

        self._host.set_timer(PUBLISH_SECONDS, publish)

    def _new(self, name: EnvironmentName, kind: RunKind, phase: str) -> RunSession:
        busy = self._host.runs_under_way.get(str(name))
        if busy is not None:
            raise LockedError(f"{name} is busy ({busy.note()}): wait for it or stop it, then try again.")
        session = RunSession(name, kind, phase, self._host.post_message)
        self._host.sessions[str(name)] = session
        return session

    @staticmethod
    def _start(session: RunSession, work: Any) -> None:
        # A run's thread parses without a pause; at the default of 5 ms each turn of the app's loop would wait for it.
        sys.setswitchinterval(SWITCH_SECONDS)
        # A full collection stops the app while it looks through all that is loaded, a plan of thousands included. So it
        # is made now, between two screens, what is left stays out of those that come while the run is followed, and
        # these come rarely: a run's own resources grow to tens of thousands of objects that all stay.
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*gc.get_threshold()[:2], FULL_COLLECTION_AFTER)
        threading.Thread(target=work, name=f"{session.phase} {session.name}", daemon=True).start()
