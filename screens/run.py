"""A run as it happens: resources with their states, the log beside them, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from console.domain.environment import EnvironmentName
from console.domain.progress import ResourceState
from console.domain.run import RunKind, RunStatus, StageName
from console.ui.gate import content
from console.ui.hints_view import remedy_place
from console.ui.messages import News, RunEnded
from console.ui.run_view.diagnostics import diagnostics_content, diagnostics_title
from console.ui.run_view.ending import ending_content, hints_of
from console.ui.run_view.headline import progress_line, run_note
from console.ui.run_view.log import RunLog
from console.ui.run_view.raw_log import read_end
from console.ui.run_view.resources import ResourceTable
from console.ui.screen import ConsoleScreen
from console.ui.walk_path import WalkPath

if TYPE_CHECKING:
    from console.errors import ConsoleError
    from console.ui.run_session import RunSession

NARROW = 100
"""Below so many columns the walk's line has no room for every word."""
TICK_SECONDS = 0.5
"""Elapsed times go on this often."""
EXPECT_SECONDS = 5.0
"""The time still expected is asked for this often."""


class RunScreen(ConsoleScreen):
    """Shows a run of this console or of another; the run itself belongs to the app and goes on without the screen."""

    CSS_PATH = "run.tcss"
    STEP = "Run"
    HELP = """
A run that is under way, or one that is over. **Escape leaves it running**: it goes on, also when the console is closed.

- **waiting**, **running** with its time, **done** with the time it took, **failed**, and **uncertain**: in flight when
  the run stopped, so it may exist without being in the state.
- **ctrl+x** stops gracefully with one interrupt. Once it is stopping, ctrl+x offers to force it, which may lose data.
- **l** shows the raw log of the run's own folder, **w** wraps long lines, **Tab** changes the pane.
- A failure that is known has a hint; **h** leads to the screen that helps.
- Once it is over, **Enter** goes on to the outputs, **r** plans again.
"""
    BINDINGS = [
        Binding("enter", "outputs", "Outputs", id="run.outputs", tooltip="Outputs and next steps"),
        Binding("r", "plan_again", "Plan again", id="run.plan", tooltip="Plan what is left to do"),
        Binding("ctrl+x", "stop", "Stop gracefully", id="run.stop", tooltip="One interrupt; asks first"),
        Binding("l", "raw_log", "Raw log", id="run.raw", tooltip="What the engine wrote, line by line"),
        Binding("h", "remedy", "Remedy", id="run.remedy", tooltip="To the screen that helps with this failure"),
        Binding("w", "wrap", "Wrap", id="run.wrap", tooltip="Wrap long lines of the log, or stop to"),
        Binding("escape", "leave", "Leave it running", id="run.leave", tooltip="Back; the run goes on"),
        Binding("escape", "back", "Back", id="run.back", tooltip="To where you came from"),
    ]

    def __init__(self, run_id: str) -> None:
        super().__init__(EnvironmentName.parse(run_id.rpartition("#")[0]))
        self._run_id = run_id
        self._session: RunSession | None = None
        self._before = 0.0
        self._expected: float | None = None
        self._expected_at = 0.0
        self._diagnostics = 0

    def compose_body(self) -> ComposeResult:
        with Vertical(id="run"):
            yield Static(id="bar")
            with VerticalScroll(id="ending", classes="pane"):
                yield Static()
            with Vertical(id="panes"):
                yield ResourceTable(id="resources")
                with Vertical(id="words"):
                    yield RunLog(id="log", wrap=True)
                    with VerticalScroll(id="diagnostics", classes="pane"):
                        yield Static()

    def on_mount(self) -> None:
        for name, title in (("#resources", "Resources"), ("#log", "Log")):
            pane = self.query_one(name)
            pane.add_class("pane")
            pane.border_title = title
        self.query_one("#ending").display = False
        self.query_one("#diagnostics").display = False
        self.query_one("#resources").focus()
        self.app.news.subscribe(self, self._hear)
        self.set_interval(TICK_SECONDS, self._tick)
        session = self.app.session_of(self._run_id)
        if session is not None and session.phase != "plan":
            self._follow(session)
        else:
            get = self.app.services.runs.get
            self.work("record", lambda: get(self._run_id), lambda _: self._attach_to(), self._gone)

    def _attach_to(self) -> None:
        """Follow a run of another console, or replay one that is over."""
        self._follow(self.app.attach(self._run_id))

    def _gone(self, error: ConsoleError) -> None:
        self.query_one("#ending").display = True
        self.query_one("#ending Static", Static).update(content(error.message))

    def _follow(self, session: RunSession) -> None:
        self._session = session
        record = session.record
        stage = record.stage(StageName.APPLY) if record is not None else None
        if session.phase == "attach" and stage is not None and stage.ended_at is None:
            # It began before this console looked. A clock that was set back must not make that negative.
            self._before = max(0.0, (self.app.now() - stage.started_at).total_seconds())
        self._show()
        self.refresh_bindings()

    def _hear(self, news: News) -> None:
        if news.session is not self._session:
            return
        self._show()
        if isinstance(news, RunEnded):
            self.refresh_bindings()

    # --- Drawing ---

    @property
    def elapsed(self) -> float | None:
        """Seconds since the run began; of a run that is over what its own record says."""
        session = self._session
        if session is None:
            return None
        stage = session.record.stage(StageName.APPLY) if session.record else None
        if session.ended and stage is not None and stage.seconds is not None:
            return stage.seconds
        return self._before + session.elapsed

    def _show(self) -> None:
        session = self._session
        if session is None:
            return
        self.query_one(RunLog).catch_up(session)
        if session.progress is not None:
            self.query_one(ResourceTable).show(session.progress, ended=session.ended)
            self._show_diagnostics(session)
        self._show_headline(session)
        if session.ended:
            ending = self.query_one("#ending")
            ending.display = True
            ending.border_title = "How it ended"
            ending.query_one(Static).update(ending_content(session))
            self.set_class(bool(session.progress and session.progress.diagnostics), "-explained")

    def _show_headline(self, session: RunSession) -> None:
        expected, narrow = None, self.app.size.width < NARROW
        if self._expected is not None:
            expected = max(0.0, self._expected - (session.elapsed - self._expected_at))
        self.query_one(WalkPath).note(run_note(session, self.elapsed, expected, narrow=narrow))
        bar = self.query_one("#bar", Static)
        bar.update(progress_line(session, bar.content_size.width or 60))

    def _show_diagnostics(self, session: RunSession) -> None:
        diagnostics = session.progress.diagnostics if session.progress else []
        if len(diagnostics) == self._diagnostics:
            return
        self._diagnostics = len(diagnostics)
        pane = self.query_one("#diagnostics")
        pane.display = True
        pane.border_title = diagnostics_title(diagnostics)
        pane.query_one(Static).update(diagnostics_content(diagnostics))

    def _tick(self) -> None:
        session = self._session
        if session is None or session.ended:
            return
        self.query_one(ResourceTable).tick()
        if session.elapsed - self._expected_at >= EXPECT_SECONDS or self._expected_at == 0.0:
            self._expect(session)
        self._show_headline(session)

    def _expect(self, session: RunSession) -> None:
        progress, name, at = session.progress, session.name, session.elapsed
        if progress is None:
            return
        self._expected_at = at

        def take(seconds: float | None) -> None:
            self._expected = seconds

        self.work("expected", lambda: self.app.services.runs.expected_seconds(name, progress), take, lambda _: None)

    def on_resize(self) -> None:
        if self._session is not None:
            self._show_headline(self._session)

    # --- What an operator can do ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits how the run stands is offered."""
        session = self._session
        ended = session is not None and session.ended
        succeeded = ended and session is not None and session.record is not None and session.error is None
        if action in ("stop", "leave"):
            return session is not None and not ended
        if action == "back":
            return session is None or ended
        if action == "plan_again":
            return ended
        if action == "remedy":
            return ended and session is not None and bool(remedy_place(hints_of(session)))
        if action == "outputs":
            return bool(succeeded and session and session.record and session.record.status is RunStatus.DONE
                        and session.kind is not RunKind.DESTROY)  # fmt: skip
        return True

    def action_leave(self) -> None:
        """Back, while the run goes on."""
        self.action_back()

    def action_outputs(self) -> None:
        if self.environment is not None:
            self.app.open_outputs(self.environment)

    def action_plan_again(self) -> None:
        if self.environment is not None and self._session is not None:
            self.app.open_preview(self.environment, self._session.kind)

    def action_remedy(self) -> None:
        """To the screen that helps."""
        if self.environment is not None and self._session is not None:
            self.app.open_place(remedy_place(hints_of(self._session)), self.environment)

    def action_wrap(self) -> None:
        self.query_one(RunLog).toggle_wrap()

    def action_stop(self) -> None:
        session = self._session
        if session is None or session.ended:
            return
        if session.stopping:
            self._force(session)
            return
        from screens.modals.stop import StopScreen

        def answered(stop: bool | None) -> None:
            if stop and not session.ended:
                self.app.stop_run(session)
                self._show_headline(session)

        running = session.progress.count(ResourceState.RUNNING) if session.progress else 0
        self.app.push_screen(StopScreen(self._run_id, running), answered)

    def _force(self, session: RunSession) -> None:
        from screens.modals.stop import ForceStopScreen

        def answered(typed: str | None) -> None:
            if typed is not None and not session.ended:
                self.work("force", lambda: self.app.services.runs.force_stop(self._run_id, typed), lambda _: None)

        self.app.push_screen(ForceStopScreen(self._run_id), answered)

    def action_raw_log(self) -> None:
        from screens.modals.raw_text import RawTextScreen

        session = self._session
        if session is not None and session.error is not None and session.error.detail:
            self.app.push_screen(RawTextScreen("What was said", session.error.detail, wrap=True))
            return
        stage = session.stage if session is not None and session.stage is not None else StageName.APPLY

        def show(text: str) -> None:
            self.app.push_screen(RawTextScreen(f"Raw log of {self._run_id}, {stage}", text))

        self.work("raw", lambda: read_end(self.app.services.runs.log(self._run_id, stage)), show)
