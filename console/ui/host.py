"""The app as the screens know it: the bundle of services, the runs, the drafts, the clock, and the ways to go."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from textual.actions import parse
from textual.app import App
from textual.signal import Signal

from console.domain.context import REFUSAL
from console.ui.changing_keys import changes
from console.ui.drafts import Drafts
from console.ui.gate import clean
from console.ui.messages import News, RolloutMoved, SummariesLoaded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.actions import ActionParseResult
    from textual.dom import DOMNode

    from console.domain.context import Context
    from console.domain.environment import EnvironmentName
    from console.domain.overview import EnvironmentSummary
    from console.domain.run import RunKind
    from console.errors import ConsoleError
    from console.services.planning import PlanRequest
    from console.ui.ports import Console, Reviewed
    from console.ui.rollout_sessions import RolloutSessions
    from console.ui.run_session import RunSession


class Host(App[None]):
    """What every screen may rely on; `console.app.ConsoleApp` is the one implementation."""

    def __init__(self, console: Console, *, now: Callable[[], datetime] | None = None) -> None:
        super().__init__()
        self.services = console
        """The bundle of services: call it from `ConsoleScreen.work` only."""
        self.read_only = console.read_only
        """Whether this console only looks."""
        self.now: Callable[[], datetime] = now or (lambda: datetime.now().astimezone())
        self.context: Context | None = None
        """None until the worker that asks for it is done."""
        self.summaries: dict[EnvironmentName, EnvironmentSummary] = {}
        self.drafts = Drafts()
        self.sessions: dict[str, RunSession] = {}
        """The newest plan or apply of each environment, by `system/environment`, also after it ended."""
        self.news: Signal[News] = Signal(self, "news")
        """RunUpdated, RunEnded, ReviewReady: `self.app.news.subscribe(self, self.hear)` in `on_mount`."""
        self.rollout_news: Signal[RolloutMoved] = Signal(self, "rollout_news")
        self.context_known: Signal[Context] = Signal(self, "context_known")
        self.summaries_loaded: Signal[SummariesLoaded] = Signal(self, "summaries_loaded")

    @cached_property
    def rollouts(self) -> RolloutSessions:
        """The rollouts that this console drives."""
        from console.ui.rollout_sessions import RolloutSessions

        return RolloutSessions(self)

    @property
    def runs_under_way(self) -> dict[str, RunSession]:
        """The sessions that have not ended, by `system/environment`."""
        return {name: session for name, session in self.sessions.items() if not session.ended}

    def session_of(self, run_id: str) -> RunSession | None:
        """The session of `replaydash/dev#15`, under way or over."""
        return next((session for session in self.sessions.values() if session.run_id == run_id), None)

    def fail(self, error: ConsoleError, title: str = "") -> None:
        """Show an error's sentence as a notification. `title` is our own word for what did not happen."""
        self.notify(clean(error.message), title=title, severity="error", timeout=12, markup=False)

    def tell(self, text: str) -> None:
        """Show a short notice."""
        self.notify(clean(text), markup=False)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Every key, click and palette entry comes through here; read-only, what is more than looking says why not."""
        if self.read_only:
            space, name, parameters = parse(action) if isinstance(action, str) else action
            own = {"app": self, "screen": self.screen, "focused": self.focused, "": default_namespace or self}
            node = {**own, **(namespaces or {})}.get(space)
            if node is not None and changes(node, name) and node.check_action(name, parameters):
                self.refuse()
                return True
        return await super().run_action(action, default_namespace, namespaces)

    def refuse(self) -> None:
        """Say that this console only looks."""
        self.notify(REFUSAL, severity="warning", markup=False)

    @abstractmethod
    def start_plan(self, request: Any) -> RunSession:
        """Plan in a thread of the app's; ends with ReviewReady. Raises LockedError while the environment is busy."""

    @abstractmethod
    def start_apply(self, run_id: str, approval: Any, secrets: dict[str, str]) -> RunSession:
        """Apply a reviewed plan in a thread of the app's; ends with RunEnded."""

    @abstractmethod
    def attach(self, run_id: str) -> RunSession:
        """Follow a run that is under way, or return the session that does already; ends with RunEnded."""

    @abstractmethod
    def stop_run(self, session: RunSession) -> None:
        """Ask a run to stop gracefully: one interrupt, once."""

    @abstractmethod
    def open_environments(self) -> None: ...
    @abstractmethod
    def open_variables(self, name: EnvironmentName) -> None: ...
    @abstractmethod
    def open_preview(self, name: EnvironmentName, kind: RunKind | None = None) -> None: ...
    @abstractmethod
    def open_plan(self, request: PlanRequest) -> None:
        """A preview of just this: a partial, refresh-only or import plan, or a rollback."""

    @abstractmethod
    def open_reviewed(self, reviewed: Reviewed) -> None: ...
    @abstractmethod
    def open_run(self, run_id: str) -> None: ...
    @abstractmethod
    def open_outputs(self, name: EnvironmentName) -> None: ...
    @abstractmethod
    def open_place(self, place: str, name: EnvironmentName) -> None:
        """One of `console.ui.places.PLACES`."""

    @abstractmethod
    def open_wall(self, names: Sequence[EnvironmentName] = ()) -> None:
        """All environments at a glance; without names those of which something stands."""

    @abstractmethod
    def open_audit(self, name: EnvironmentName | None = None, *, only: bool = False) -> None:
        """The audit log; with `only` that of the environment."""

    @abstractmethod
    def open_compare(self, name: EnvironmentName) -> None: ...
    @abstractmethod
    def open_runs(self, name: EnvironmentName | None = None) -> None: ...
