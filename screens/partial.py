"""Resources of a plan that are marked, and the plans of their own that come of it: partial, replacing, upgrading."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from console.domain.run import RunKind
from console.errors import ConsoleError
from console.ui.gate import styled
from console.ui.plan_view.review import ReviewPanes
from screens.assuming import AssumingScreen

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.services.approval_guards import Approval
    from console.services.planning import PlanRequest
    from console.ui.ports import Reviewed

OF_THE_WHOLE = ("mark", "mark_replaced", "plan_marked", "upgrade")
"""What a plan to destroy does not offer: it is of the whole environment as it stands."""
UPGRADE = """Plan an upgrade of $name?

Providers and modules are fetched in the newest versions that the configuration's constraints allow. The plan says how
the lock file would change. Until you approve it, nothing is upgraded and no resource is touched."""


class PartialPlanScreen(AssumingScreen):
    """What the preview does with marks. Subclasses say in `ordinary_request` what the plan of everything is."""

    def __init__(self, name: EnvironmentName, reviewed: Reviewed | None) -> None:
        super().__init__(name)
        self._reviewed = reviewed

    def ordinary_request(self) -> PlanRequest:
        """What is planned where nothing is marked."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        destroys = self._reviewed is not None and self._reviewed.record.kind is RunKind.DESTROY
        return not (destroys and action in OF_THE_WHOLE) and super().check_action(action, parameters)

    def action_mark(self) -> None:
        """Mark the change or the module under the cursor, or take the mark away."""
        if not self.query_one(ReviewPanes).toggle_mark():
            self.app.tell("Only a change or a module can be marked: move the cursor to one.")

    def action_mark_replaced(self) -> None:
        """Mark the resource under the cursor for replacement, or take the mark away."""
        if not self.query_one(ReviewPanes).toggle_replaced():
            self.app.tell("Only a resource that stands can be replaced: move the cursor to one; x lists the unchanged.")

    def action_plan_marked(self) -> None:
        """A plan of the marked changes and what they depend on, and of the replacements, on a preview of its own."""
        panes = self.query_one(ReviewPanes)
        if not panes.marked and not panes.replaced:
            self.app.tell("Nothing is marked: m marks what is under the cursor for a partial plan, R for replacement.")
            return
        self._open(replace(self.ordinary_request(), targets=panes.marked, replace=panes.replaced))

    def action_upgrade(self) -> None:
        """Ask, then plan with the newest providers and modules that are allowed, on a preview of its own."""
        from screens.modals.confirm import ConfirmScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._open(replace(self.ordinary_request(), upgrade=True))

        question = styled(UPGRADE, name=self.environment)
        self.app.push_screen(ConfirmScreen("Upgrade providers and modules", question, yes="Plan it"), answered)

    def _open(self, request: PlanRequest) -> None:
        """The preview of a plan of its own, unless the environment does not admit such a plan."""
        from console.services.run_scope import check_scope

        try:
            if self._reviewed is not None:
                check_scope(request, self._reviewed.preset)
        except ConsoleError as error:
            self.app.fail(error)
        else:
            self.app.open_plan(request)

    def action_keep_upgrade(self) -> None:
        """Ask whether the upgraded lock file is kept although no resource changes."""
        from console.services.run_store import whoami
        from screens.modals.approve import ApproveScreen

        reviewed = self._reviewed
        if reviewed is None:
            return
        run_id = reviewed.record.id

        def kept(_: object) -> None:
            self.app.tell(f"Kept: {', '.join(reviewed.record.provider_changes)}.")

        def approved(approval: Approval | None) -> None:
            if approval is not None:
                self.work("upgrade", lambda: self.app.services.runs.keep_upgrade(run_id, approval), kept)

        self.app.push_screen(ApproveScreen(reviewed, self.app.context, whoami()), approved)
