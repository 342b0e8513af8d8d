"""The preview: what a plan will do and cost, before anything happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Static

from console.domain.hints import UNEXPECTED_CHANGES, hints_for
from console.domain.run import RunKind, RunStatus
from console.errors import BackendMissingError, ConsoleError
from console.ui.cost_view.live import LiveCost
from console.ui.gate import styled
from console.ui.hints_view import remedy_place
from console.ui.messages import News, ReviewReady
from console.ui.plan_view.attributes import show_in_full
from console.ui.plan_view.planning import PlanningPane
from console.ui.plan_view.review import ReviewPanes
from console.ui.plan_view.rows import ATTRIBUTES_AT_ONCE
from console.ui.plan_view.summary import plan_note
from console.ui.plan_view.tree import PlanTreeView
from console.ui.run_view.headline import run_note
from console.ui.walk_path import WalkPath
from screens.approving import ask_approval
from screens.partial import PartialPlanScreen
from screens.preview_keys import PREVIEW_HELP, PREVIEW_KEYS, REVIEW_ACTIONS

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.services.approval_guards import Approval
    from console.services.planning import PlanRequest
    from console.ui.ports import Reviewed
    from console.ui.run_session import RunSession

TICK_SECONDS = 1.0
NARROW = 100
"""Below so many columns the walk's line has no room for every word."""


class PreviewScreen(PartialPlanScreen):
    """Plans when it is opened, then shows the plan until it is approved, replaced or left."""

    CSS_PATH = "preview.tcss"
    STEP = "Preview"
    HELP = PREVIEW_HELP
    BINDINGS = PREVIEW_KEYS

    def __init__(
        self,
        name: EnvironmentName,
        kind: RunKind = RunKind.APPLY,
        reviewed: Reviewed | None = None,
        request: PlanRequest | None = None,
    ) -> None:
        """`request` is planned as it is; without one it is the environment with its draft."""
        super().__init__(name, reviewed)
        self._target = name
        self._kind = kind
        self._given = request
        self._session: RunSession | None = None

    def compose_body(self) -> ComposeResult:
        with ContentSwitcher(initial="planning", id="phase"):
            yield PlanningPane(id="planning")
            yield ReviewPanes(id="review")
            with Vertical(id="elsewhere"):
                yield Static(id="elsewhere-text", classes="empty")

    def on_mount(self) -> None:
        self.app.news.subscribe(self, self._hear)
        self.set_interval(TICK_SECONDS, self._tick)
        if self._reviewed is not None:
            self._review(self._reviewed)
            return
        session = self.app.sessions.get(str(self._target))
        if session is None or self._stale(session):
            self._plan()
        else:
            self._take(session)

    def _request(self) -> PlanRequest:
        return self._given or self.ordinary_request()

    def ordinary_request(self) -> PlanRequest:
        from console.services.planning import PlanRequest

        draft = self.app.drafts.of(self._target)
        overrides = dict(draft.values) if draft.unsaved else {}
        return PlanRequest(self._target, self._kind, overrides, self.app.drafts.secrets(self._target))

    def _stale(self, session: RunSession) -> bool:
        """What is known of the environment's newest plan is not what is asked for now."""
        if not session.ended:
            return False
        if session.phase != "plan" or session.error is not None or session.request != self._request():
            return True
        if session.changes != self.app.drafts.of(self._target).values:
            return True
        reviewed = session.reviewed
        return reviewed is None or reviewed.expires_at <= self.app.now()

    def _plan(self) -> None:
        try:
            session = self.app.start_plan(self._request())
            session.changes = dict(self.app.drafts.of(self._target).values)
        except ConsoleError as error:
            self.app.fail(error)
            return
        self._reviewed = None
        self.query_one(PlanningPane).forget()
        self._take(session)

    def _take(self, session: RunSession) -> None:
        """Show what the environment's newest session is."""
        self._session = session
        if session.phase != "plan":
            self._elsewhere(session)
        elif session.reviewed is not None:
            self._review(session.reviewed)
        else:
            self._planning(session)
        self.refresh_bindings()

    def _hear(self, news: News) -> None:
        if str(news.session.name) != str(self._target):
            return
        if isinstance(news, ReviewReady) or news.session is not self._session:
            self._take(news.session)
        elif news.session.phase == "plan":
            self._planning(news.session)
        else:
            self._elsewhere(news.session)

    # --- What is shown ---

    def _planning(self, session: RunSession) -> None:
        self.query_one("#phase", ContentSwitcher).current = "planning"
        pane, now = self.query_one(PlanningPane), self.app.now()
        if session.ended and session.error is not None:
            pane.fail(session, session.error, now)
            self.query_one(WalkPath).note(styled("[b $text-error]no plan[/]"))
        else:
            pane.follow(session, now)
            self.query_one(WalkPath).note(styled("planning…"))

    def _review(self, reviewed: Reviewed) -> None:
        self._reviewed = reviewed
        self.query_one("#phase", ContentSwitcher).current = "review"
        panes = self.query_one(ReviewPanes)
        panes.show(reviewed)
        panes.changes.focus()
        self._note()
        self.refresh_bindings()
        live = LiveCost(reviewed, self.app.services.usage)
        self.live = None
        if reviewed.cost is not None:
            self.work("usage", live.load, lambda _: self._assume(live, reviewed))

    def _assume(self, live: LiveCost, reviewed: Reviewed) -> None:
        """What is assumed was read: from now on it can be changed."""
        if self._reviewed is reviewed:
            self.live = live
            self.show_cost(live)

    def show_cost(self, live: LiveCost) -> None:
        self._reviewed = live.reviewed
        if self._session is not None and self._session.reviewed is not None:
            self._session.reviewed = live.reviewed
        self.query_one(ReviewPanes).show_cost(live)

    def _elsewhere(self, session: RunSession) -> None:
        """The plan is applied, or was: that is on the next screen."""
        self.query_one("#phase", ContentSwitcher).current = "elsewhere"
        state = "is under way" if not session.ended else "is over"
        text = styled(
            "Run [b]$run[/] $state.\n\n[$foreground-muted]Enter shows it. r plans again once it is over.[/]",
            run=session.run_id or "", state=state,
        )  # fmt: skip
        self.query_one("#elsewhere-text", Static).update(text)
        self.query_one(WalkPath).note(run_note(session, session.elapsed, None, narrow=self.app.size.width < NARROW))

    def _note(self) -> None:
        if self._reviewed is not None:
            note = plan_note(self._reviewed, self._seconds_left, narrow=self.app.size.width < NARROW)
            self.query_one(WalkPath).note(note)

    @property
    def _seconds_left(self) -> float:
        return (self._reviewed.expires_at - self.app.now()).total_seconds() if self._reviewed else 0.0

    def _tick(self) -> None:
        current = self.query_one("#phase", ContentSwitcher).current
        if current == "review":
            self._note()
        elif current == "planning" and self._session is not None and not self._session.ended:
            self._planning(self._session)

    def on_screen_resume(self) -> None:
        session = self.app.sessions.get(str(self._target))
        if session is not None and session is not self._session and self._session is not None:
            self._take(session)
        elif self.live is not None:
            # The cost screen may have moved what is assumed.
            self.show_cost(self.live)

    # --- What an operator can do ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits the phase is offered."""
        session, reviewed = self._session, self._reviewed
        planning = session is not None and session.phase == "plan"
        fits = {
            "approve": reviewed is not None and not reviewed.plan.empty,
            "keep_upgrade": reviewed is not None and reviewed.record.only_upgrades,
            "outputs": reviewed is not None and reviewed.plan.empty and not reviewed.record.only_upgrades,
            "open_run": reviewed is None and session is not None and not planning,
            "stop": planning and session is not None and not session.ended,
            "raw_text": session is not None and session.error is not None,
            "bootstrap": session is not None and isinstance(session.error, BackendMissingError),
            "remedy": bool(self._remedy),
            "plan_again": session is None or session.ended,
        }
        offered = reviewed is not None if action in REVIEW_ACTIONS else fits.get(action, True)
        return offered and super().check_action(action, parameters)

    def action_bootstrap(self) -> None:
        """To the plan of the bucket; what it makes is approved there."""
        self.app.open_preview(self.app.services.bootstrap_of(self._target))

    @property
    def _remedy(self) -> str:
        """The place that helps with what happened, or with changes that nobody made here; empty where there is none."""
        session, reviewed = self._session, self._reviewed
        if session is not None and session.error is not None:
            return remedy_place(hints_for(f"{session.error.message}\n{session.error.detail}"))
        drifted = reviewed is not None and (reviewed.plan.drift or reviewed.record.drifted)
        return remedy_place([UNEXPECTED_CHANGES]) if drifted else ""

    def action_remedy(self) -> None:
        """To the screen that helps."""
        self.app.open_place(self._remedy, self._target)

    def action_approve(self) -> None:
        """Ask for the approval, unless the plan cannot be applied."""
        reviewed = self._reviewed
        if reviewed is None:
            return
        if reviewed.plan.errored or not reviewed.plan.applyable:
            self.app.fail(ConsoleError("This plan met an error and cannot be applied: the tab Guards says why."))
        elif self._seconds_left <= 0:
            self.app.fail(ConsoleError(f"The plan of {self._target} is too old to be applied: press r to plan again."))
        else:
            self.kept(lambda live: ask_approval(self.app, live.reviewed if live else reviewed, self._apply))

    def action_outputs(self) -> None:
        self.app.open_outputs(self._target)

    def action_open_run(self) -> None:
        if self._session is not None and self._session.run_id is not None:
            self.app.open_run(self._session.run_id)

    def _apply(self, approval: Approval, secrets: dict[str, str]) -> None:
        reviewed = self._reviewed
        if reviewed is None:
            return
        try:
            self._session = self.app.start_apply(reviewed.record.id, approval, secrets)
        except ConsoleError as error:
            self.app.fail(error)
            return
        self._reviewed = None
        self._take(self._session)
        self.app.open_run(reviewed.record.id)

    def action_plan_again(self) -> None:
        reviewed = self._reviewed
        if reviewed is not None and reviewed.record.status is RunStatus.PLANNED:
            self.work("discard", lambda: self.app.services.runs.discard(reviewed.record.id), lambda _: self._plan())
        else:
            self._plan()

    def action_stop(self) -> None:
        if self._session is not None:
            self.app.stop_run(self._session)
            self._planning(self._session)

    def action_tfvars(self) -> None:
        from screens.tfvars import TfvarsScreen

        if self._reviewed is not None:
            self.app.push_screen(TfvarsScreen(self._target, self._reviewed.tfvars))

    def action_raw_text(self) -> None:
        from screens.modals.raw_text import RawTextScreen

        error = self._session.error if self._session else None
        if error is not None:
            self.app.push_screen(RawTextScreen("What was said", error.detail or error.message, wrap=True))

    @on(PlanTreeView.ValueWanted)
    def _show_value(self, event: PlanTreeView.ValueWanted) -> None:
        from screens.modals.raw_text import RawTextScreen

        title = f"{event.attribute.path} of {event.address}"
        self.app.push_screen(RawTextScreen(title, show_in_full(event.attribute), wrap=True))

    def action_attributes(self) -> None:
        left = self.query_one(ReviewPanes).toggle_attributes()
        if left:
            self.app.tell(f"The attributes of the first {ATTRIBUTES_AT_ONCE} are open; filter to open others.")

    def action_cost(self) -> None:
        """The cost on a screen of its own, over the same assumptions."""
        from screens.cost import CostScreen

        if self.live is not None:
            self.app.push_screen(CostScreen(self.live))

    def action_destructive(self) -> None:
        self.query_one(ReviewPanes).toggle_destructive()

    def action_unchanged(self) -> None:
        self.query_one(ReviewPanes).toggle_unchanged()

    def action_turn_tab(self, step: int) -> None:
        self.query_one(ReviewPanes).turn_tab(step)

    def action_assume(self) -> None:
        self.query_one(ReviewPanes).open_assumptions()

    def action_filter(self) -> None:
        self.query_one(ReviewPanes).open_filter()

    def action_back(self) -> None:
        """Escape closes the filter first, then goes back."""
        if self._reviewed is None or not self.query_one(ReviewPanes).close_filter():
            super().action_back()
