"""The way back of a rollout: services at once, infrastructure as a plan that is shown and asks before it is applied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content

from console.domain.rollout_file import OnFailure
from console.domain.run import RunStatus
from console.ui.gate import styled
from console.ui.rollout_view.ways import applied
from screens.approving import ask_approval
from screens.modals.confirm import ConfirmScreen
from screens.modals.rollout_back import RollBackScreen
from screens.plan_review import PlanReviewScreen
from screens.rollout_driving import known_secrets

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from console.domain.rollout import EnvironmentRollout, RollBackRequest, RolloutRecord
    from console.domain.run import RunRecord
    from console.services.approval_guards import Approval
    from console.services.rollouts.driving import OnRolloutUpdate
    from console.services.rollouts.rollouts import Rollouts
    from console.ui.ports import Reviewed
    from console.ui.rollout_sessions import RolloutSession
    from screens.rollout import RolloutScreen


@dataclass(frozen=True, slots=True)
class _Way:
    """One environment on its way back, as it was asked for."""

    record: RolloutRecord
    part: EnvironmentRollout
    request: RollBackRequest


class RolloutBack:
    """Asks how to go back, and does it."""

    def __init__(self, screen: RolloutScreen) -> None:
        self._screen = screen
        self._app = screen.app
        self._planning: tuple[RolloutSession, Callable[[], None]] | None = None
        """The session that plans a way back, and what follows once it has."""

    @property
    def _rollouts(self) -> Rollouts:
        """Only in threads: the first use builds the clients."""
        return self._app.services.rollouts

    def ask(self, record: RolloutRecord) -> None:
        """How to go back, in the environment that is shown where something of it was applied, else in the last."""
        changed = [part for part in record.environments if applied(part)]
        part = self._screen.part if self._screen.part in changed else next(reversed(changed), None)
        if part is None:
            return
        if self._app.rollouts.drives(record.id):
            self._app.tell(f"{record.id} is driven by this console: pause it (p) or end it (x), then roll back.")
            return
        preset = next((s.preset for s in self._app.summaries.values() if str(s.name) == part.environment), None)

        def answered(request: RollBackRequest | None) -> None:
            if request is None:
                return
            way = _Way(record, part, request)
            if request.how is OnFailure.ROLL_BACK_INFRASTRUCTURE:
                self._plan(way)
            else:
                self._go(way, known_secrets(self._app, record))

        self._app.push_screen(
            RollBackScreen(record, part, preset, " in the SANDBOX" if record.sandbox else ""), answered
        )

    def ended(self, session: RolloutSession) -> None:
        """A session of the app's has ended: where it planned a way back, that is shown."""
        if self._planning is not None and self._planning[0] is session:
            _, show = self._planning
            self._planning = None
            if session.error is None:
                show()

    def _plan(self, way: _Way) -> None:
        secrets, planned = known_secrets(self._app, way.record), []

        def work(moved: OnRolloutUpdate, _: threading.Event) -> RolloutRecord:
            planned.append(self._rollouts.plan_back(way.record.id, way.part.environment, moved, secrets))
            return self._rollouts.get(way.record.id)

        self._planning = self._app.rollouts.begin(way.record.id, work), lambda: self._show(way, planned[0])
        self._app.tell(f"The way back of {way.part.environment} is being planned; it asks before it is applied.")

    def _show(self, way: _Way, run: RunRecord) -> None:
        if run.status is RunStatus.PLANNED:
            self._screen.work("back", lambda: self._app.services.runs.review(run.id), lambda plan: self._ask(way, plan))
            return
        said = styled("[b]$run[/] goes back already: it is $status.", run=run.id, status=run.status.value)
        if run.status is RunStatus.NO_CHANGES:
            said = styled("[b]$n[/] is as run $before left it: there is nothing to apply.",
                          n=way.part.environment, before=way.part.before or "")  # fmt: skip
        request = replace(way.request, typed_name=way.part.environment)

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._go(replace(way, request=request), known_secrets(self._app, way.record))

        ends = Content("\n\nThe rollout ends with it.")
        self._app.push_screen(ConfirmScreen(f"End {way.record.id}?", said + ends, yes="End it"), answered)

    def _ask(self, way: _Way, plan: Reviewed) -> None:
        def approved(approval: Approval, secrets: dict[str, str]) -> None:
            request = replace(
                way.request,
                typed_name=approval.typed_name or "",
                acknowledged=tuple(approval.acknowledged),
                destroys=tuple(approval.destroys),
                run=plan.record.id,
            )
            self._go(replace(way, request=request), known_secrets(self._app, way.record) | secrets)

        self._app.push_screen(RollBackReviewScreen(way.record, way.part, plan, approved))

    def _go(self, way: _Way, secrets: dict[str, str]) -> None:
        self._app.rollouts.begin(
            way.record.id,
            lambda moved, _: self._rollouts.roll_back(way.record.id, way.part.environment, way.request, moved, secrets),
        )
        self._screen.action_refresh()


class RollBackReviewScreen(PlanReviewScreen):
    """The plan of the way back; it asks at once, and again with Enter."""

    HELP = """
The plan that goes back to what the run before froze, against what there is now. What cannot come back stands first.
**Enter** asks whether it is applied, which ends the rollout; **Escape** leaves everything as it is, and the plan stays
for as long as a plan is good for: **b** on the rollout shows it again.
"""

    def __init__(
        self,
        record: RolloutRecord,
        part: EnvironmentRollout,
        plan: Reviewed,
        approved: Callable[[Approval, dict[str, str]], None],
    ) -> None:
        super().__init__(part.name, plan)
        self._record, self._part, self._reviewed, self._approved = record, part, plan, approved

    def on_mount(self) -> None:
        super().on_mount()
        self.call_later(self.action_approve)

    def asks(self) -> Content:
        return styled(
            "[b]$rollout[/]  $environment  back to run [b]$before[/], plan $run\nNothing was changed yet; Enter asks.",
            rollout=self._record.id, environment=self._part.environment, before=self._part.before or "",
            run=self._reviewed.record.id,
        )  # fmt: skip

    def action_approve(self) -> None:
        ask_approval(self.app, self._reviewed, self._go_back)

    def _go_back(self, approval: Approval, secrets: dict[str, str]) -> None:
        self.app.pop_screen()
        self._approved(approval, secrets)
