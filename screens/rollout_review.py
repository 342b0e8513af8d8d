"""The plan of one environment in a rollout, in full, before it is approved: diff, cost, guards, who has to say yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from console.errors import RunNotFoundError
from console.services.rollouts.approvals import own_plan
from console.services.rollouts.own_runs import goes_on_with
from console.services.run_store import whoami
from console.ui.gate import styled
from console.ui.rollout_view.approval_words import Shown, shown_of
from console.ui.rollout_view.kept_review import Document, KeptReview, shown_of_document
from screens.modals.rollout_approve import RolloutApproveScreen
from screens.plan_review import PlanReviewScreen

if TYPE_CHECKING:
    from console.domain.rollout import ApprovalGiven, EnvironmentRollout, RolloutRecord
    from console.services.rollouts.approvals import ApprovalRequest, Standing, Wanted
    from console.ui.ports import Console, Reviewed


@dataclass(frozen=True, slots=True)
class Found:
    """What an approval is about: the plan, what it wants, and how its approvals stand."""

    plan: Reviewed | Document
    """Another machine's plan is a document: what that machine kept of its review."""
    wanted: Wanted
    standing: Standing


def look_up(services: Console, record: RolloutRecord, part: EnvironmentRollout) -> Found:
    """Read it all; raises ConsoleError where no plan waits, or where nothing can be shown of it."""
    return Found(
        _own_plan(services, part) or services.rollouts.kept_review(record.id, part.environment),
        services.rollouts.wanted(record.id, part.environment),
        services.rollouts.standing(record.id, part.environment),
    )


def _own_plan(services: Console, part: EnvironmentRollout) -> Reviewed | None:
    """None where another machine made it: each counts its runs for itself, and one of that number may be here, too."""
    with suppress(RunNotFoundError):
        if services.runs.get(part.run or "").plan_sha256 == part.plan_sha256:
            return services.runs.review(part.run or "")
    return None


class RolloutReviewScreen(PlanReviewScreen):
    """Looks only; Enter asks for the approval."""

    HELP = """
The plan that waits for an approval, as it will be applied. **Space** or the arrow keys open a module or the attributes
of a change, **tab** goes to the right pane, **[** and **]** turn its tabs: cost, outputs, guards. **Enter** asks for
the approval.

The approval is bound to this very plan: another plan wants another approval.
"""

    def __init__(
        self, record: RolloutRecord, part: EnvironmentRollout, found: Found, go_on: Callable[[], None]
    ) -> None:
        """`go_on` sets the rollout going, once there are enough approvals."""
        super().__init__(part.name, None if isinstance(found.plan, Mapping) else found.plan)
        self._record, self._part, self._found, self._go_on = record, part, found, go_on

    def compose_body(self) -> ComposeResult:
        if isinstance(self._found.plan, Mapping):
            yield KeptReview(self._found.plan, id="review")
        else:
            yield from super().compose_body()

    def on_mount(self) -> None:
        super().on_mount()
        self.query("KeptReview").focus()

    def asks(self) -> Content:
        wanted, standing = self._found.wanted, self._found.standing
        own = own_plan(self._record, self._part, whoami(), "")
        people = f"{len(standing.counted)} of {wanted.people} approvals"
        who = own or f"Enter asks; you would approve as {whoami()}."
        return styled(
            "[b]$rollout[/]  $environment  plan $run  [b]$people[/]\n$who",
            rollout=self._record.id, environment=self._part.environment, run=self._part.run or "",
            people=people, who=styled("[$text-warning]$w[/]", w=who) if own else who,
        )  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What was kept of another machine's plan is one text: it has neither tabs nor a filter."""
        if isinstance(self._found.plan, Mapping) and action in _OF_PANES:
            return False
        return super().check_action(action, parameters)

    def action_attributes(self) -> None:
        if isinstance(self._found.plan, Mapping):
            self.query_one(KeptReview).toggle_details()
        else:
            super().action_attributes()

    def action_approve(self) -> None:
        question = RolloutApproveScreen(self._record, self._part, self._shown, self._found.wanted)
        self.app.push_screen(question, self._answered)

    @property
    def _shown(self) -> Shown:
        plan = self._found.plan
        return shown_of_document(plan) if isinstance(plan, Mapping) else shown_of(plan, self.app.now().date())

    def _answered(self, request: ApprovalRequest | None) -> None:
        if request is None:
            return
        rollouts, record, environment = self.app.services, self._record, self._part.environment

        def approve() -> tuple[ApprovalGiven, int]:
            given = rollouts.rollouts.approve(record.id, environment, request)
            return given, rollouts.rollouts.standing(record.id, environment).missing

        self.work("approve", approve, self._approved)

    def _approved(self, answer: tuple[ApprovalGiven, int]) -> None:
        _, missing = answer
        self.app.pop_screen()
        if missing:
            self.app.tell(f"Approved; {missing} more wanted.")
            return
        if isinstance(self._found.plan, Mapping):
            # Driven here it would be planned again, and that plan would want another approval.
            self.app.tell(f"Approved. {goes_on_with(self._record, self._part, own=False)}")
            return
        self.app.tell(f"Approved: {self._part.environment} goes on, driven by this console.")
        self._go_on()


_OF_PANES = ("destructive", "turn_tab", "filter")
