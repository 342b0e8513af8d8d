"""The Textual app: the walk, the keys that hold everywhere, and the runs that outlive every screen.

Screens are imported when they are opened, and services are asked in threads, so that the first frame is there at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from console.errors import ConsoleError, SettingsError
from console.ui.commands import console_commands, system_commands
from console.ui.gate import clean
from console.ui.host import Host
from console.ui.messages import ReviewReady, RolloutMoved, RunEnded, RunUpdated, SummariesLoaded
from console.ui.places import PLACES, place_bindings, screen_of
from console.ui.run_session import RunSession, unexpected
from console.ui.run_sessions import PUBLISH_SECONDS, RunSessions
from console.ui.subscribers import forget_gone
from console.ui.theme import DEFAULT_THEME, THEMES

if TYPE_CHECKING:
    from console.domain.context import Context
    from console.domain.environment import EnvironmentName
    from console.domain.run import RunKind
    from console.services.planning import PlanRequest
    from console.ui.ports import Console, Reviewed


def _environments() -> Screen[None]:
    from screens.environments import EnvironmentsScreen

    return EnvironmentsScreen()


def _runs() -> Screen[None]:
    from screens.runs import RunsScreen

    return RunsScreen()


class ConsoleApp(Host):
    """The console over a bundle of services. `now` gives the time of day, tests freeze it; `theme` the theme's name.

    With `wall` it opens on the wall of these environments, or of all.
    """

    TITLE = "infra-console"
    CSS_PATH = "ui/console.tcss"
    MODES = {"environments": _environments, "runs": _runs}
    DEFAULT_MODE = "environments"
    COMMANDS = {console_commands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    BINDINGS = [
        Binding("1", "go('environments')", "Environments", id="go.environments", show=False,
                tooltip="The list of systems and environments"),
        *place_bindings(),
        Binding("6", "go('runs')", "Runs", id="go.runs", show=False, tooltip="Every run, its result and its log"),
        Binding("L", "audit", "Audit log", id="go.audit", show=False,
                tooltip="Who changed what, when, how that ended, and whether the log is whole"),
        Binding("question_mark", "help", "Help", id="help", key_display="?", tooltip="The keys of this screen"),
        Binding("colon", "command_palette", "Palette", id="palette", key_display=":", show=False,
                tooltip="Find any action by its name"),
        Binding("q", "quit", "Quit", id="quit", tooltip="Leave; asks when a run is under way"),
        Binding("ctrl+q", "quit", "Quit", id="quit.anywhere", show=False, priority=True,
                tooltip="Leave, also from a field; asks when a run is under way"),
    ]  # fmt: skip

    def __init__(
        self,
        console: Console,
        *,
        now: Callable[[], datetime] | None = None,
        theme: Callable[[], str] | None = None,
        wall: Sequence[EnvironmentName] | None = None,
    ) -> None:
        super().__init__(console, now=now)
        self._wanted_theme = theme
        self._wall = wall
        self._sessions = RunSessions(self)
        for each in THEMES:
            self.register_theme(each)
        self.theme = DEFAULT_THEME

    def on_mount(self) -> None:
        self.call_after_refresh(self._ask_for_context)
        self.screen_change_signal.subscribe(self, lambda _: self._forget_left())
        if self._wall is not None:
            self.open_wall(self._wall)

    def _forget_left(self) -> None:
        """Let go of the screens that were left before this one."""
        forget_gone(
            (self.theme_changed_signal, self.news, self.rollout_news, self.context_known, self.summaries_loaded)
        )

    def _ask_for_context(self) -> None:
        # The settings are read only now: the first frame does not wait for them.
        if self._wanted_theme is not None:
            self.run_worker(self._wanted_theme, group="theme", thread=True, exit_on_error=False)
        self.run_worker(self._read_context, group="context", thread=True, exit_on_error=False)

    def _read_context(self) -> Context:
        return self.services.context

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The theme and the context arrive, or the reason why there is none."""
        if event.state is WorkerState.SUCCESS and event.worker.group == "context" and event.worker.result:
            self.context = context = event.worker.result
            self.context_known.publish(context)
            if context.note:
                self.notify(clean(context.note), title="Not known", severity="warning", timeout=12, markup=False)
        elif event.state is WorkerState.SUCCESS and event.worker.group == "theme":
            self._dress(str(event.worker.result))
        elif event.state is WorkerState.ERROR and event.worker.error is not None:
            error = event.worker.error
            self.fail(error if isinstance(error, ConsoleError) else unexpected(error))

    def _dress(self, theme: str) -> None:
        if theme in self.available_themes:
            self.theme = theme
        else:
            known = ", ".join(sorted(self.available_themes))
            self.fail(SettingsError(f"There is no theme {theme!r}; there are: {known}."))

    # --- Runs ---

    def start_plan(self, request: Any) -> RunSession:
        return self._sessions.plan(request)

    def start_apply(self, run_id: str, approval: Any, secrets: dict[str, str]) -> RunSession:
        return self._sessions.apply(run_id, approval, secrets)

    def attach(self, run_id: str) -> RunSession:
        return self._sessions.attach(run_id)

    def stop_run(self, session: RunSession) -> None:
        self._sessions.stop(session)

    def on_run_updated(self, message: RunUpdated) -> None:
        self._sessions.hear(message)

    def on_run_ended(self, message: RunEnded) -> None:
        self._sessions.hear(message)

    def on_review_ready(self, message: ReviewReady) -> None:
        self._sessions.hear(message)

    def on_rollout_moved(self, message: RolloutMoved) -> None:
        """Screens hear of a rollout's news at most every PUBLISH_SECONDS."""

        def publish() -> None:
            message.session.announced = False
            self.rollout_news.publish(message)

        self.set_timer(PUBLISH_SECONDS, publish)

    def on_unmount(self) -> None:
        self.rollouts.leave_all()

    def on_summaries_loaded(self, message: SummariesLoaded) -> None:
        self.summaries = {summary.name: summary for summary in message.summaries}
        self.summaries_loaded.publish(message)

    # --- The walk ---

    def open_environments(self) -> None:
        self.action_go("environments")

    def open_variables(self, name: EnvironmentName) -> None:
        from screens.variables import VariablesScreen

        self.push_screen(VariablesScreen(name))

    def open_preview(self, name: EnvironmentName, kind: RunKind | None = None) -> None:
        if self.read_only:
            self.refuse()
            return
        from console.domain.run import RunKind
        from screens.preview import PreviewScreen

        self.push_screen(PreviewScreen(name, kind or RunKind.APPLY))

    def open_plan(self, request: PlanRequest) -> None:
        if self.read_only:
            self.refuse()
            return
        from screens.preview import PreviewScreen

        self.push_screen(PreviewScreen(request.name, request.kind, request=request))

    def open_reviewed(self, reviewed: Reviewed) -> None:
        from screens.preview import PreviewScreen

        self.push_screen(PreviewScreen(reviewed.record.name, reviewed.record.kind, reviewed))

    def open_run(self, run_id: str) -> None:
        from screens.run import RunScreen

        self.push_screen(RunScreen(run_id))

    def open_outputs(self, name: EnvironmentName) -> None:
        from screens.outputs import OutputsScreen

        self.push_screen(OutputsScreen(name))

    def open_place(self, place: str, name: EnvironmentName) -> None:
        self.push_screen(screen_of(place, name))

    @property
    def _named(self) -> EnvironmentName | None:
        """The environment that the top line names."""
        from console.ui.top_line import TopLine

        return next((line.environment for line in self.screen.query(TopLine)), None)

    def action_here(self, place: str) -> None:
        """A place of day two, for the environment that the top line names."""
        shown = self._named
        if shown is not None and type(self.screen).__name__ != PLACES[place].screen:
            self.open_place(place, shown)

    def open_wall(self, names: Sequence[EnvironmentName] = ()) -> None:
        from screens.wall import WallScreen

        self.push_screen(WallScreen(names))

    def open_audit(self, name: EnvironmentName | None = None, *, only: bool = False) -> None:
        from screens.audit import AuditScreen

        self.push_screen(AuditScreen(name, only=only))

    def action_audit(self) -> None:
        """All of the audit log; the environment that the top line names is one key away in it."""
        if type(self.screen).__name__ != "AuditScreen":
            self.open_audit(self._named)

    def open_compare(self, name: EnvironmentName) -> None:
        from screens.compare import CompareScreen

        self.push_screen(CompareScreen(name))

    def open_runs(self, name: EnvironmentName | None = None) -> None:
        from screens.runs import RunsScreen

        self.push_screen(RunsScreen(name))

    def action_go(self, place: str) -> None:
        """Change the place; asked for again, return from the walk to the place's own list."""
        if self.current_mode != place:
            self.switch_mode(place)
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()

    # --- Help, palette, leaving ---

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        yield from system_commands(self, screen)

    def action_command_palette(self) -> None:
        from console.ui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help(self) -> None:
        from screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    async def action_quit(self) -> None:
        """Leave at once when nothing is under way and nothing unsaved, else with the question that fits."""
        from screens.modals.quit import QuitChoice, QuitScreen

        if self.read_only:
            # What is followed here was begun elsewhere, and goes on.
            self.exit()
            return

        busy = tuple(self.runs_under_way.values())
        rollouts = tuple(session.rollout_id for session in self.rollouts.under_way)
        if not busy and not rollouts and not self.drafts.unsaved:
            self.exit()
            return

        def answered(choice: QuitChoice | None) -> None:
            if choice is QuitChoice.STOP:
                for session in busy:
                    self.stop_run(session)
            elif choice is QuitChoice.LEAVE:
                self.exit()

        if not isinstance(self.screen, QuitScreen):
            self.push_screen(QuitScreen(busy, self.drafts.unsaved, rollouts), answered)
