"""Changes of a plan that are marked, and the partial plan of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from console.ui.plan_view.review import ReviewPanes
from screens.assuming import AssumingScreen

if TYPE_CHECKING:
    from console.services.planning import PlanRequest


class PartialPlanScreen(AssumingScreen):
    """What the preview does with marks. Subclasses say in `ordinary_request` what the plan of everything is."""

    def ordinary_request(self) -> PlanRequest:
        """What is planned where nothing is marked."""
        raise NotImplementedError

    def action_mark(self) -> None:
        """Mark the change or the module under the cursor, or take the mark away."""
        if not self.query_one(ReviewPanes).toggle_mark():
            self.app.tell("Only a change or a module can be marked: move the cursor to one.")

    def action_plan_marked(self) -> None:
        """A plan of the marked changes and what they depend on, on a preview of its own."""
        marked = self.query_one(ReviewPanes).marked
        if not marked:
            self.app.tell("Nothing is marked: m marks the change or the module under the cursor.")
            return
        self.app.open_plan(replace(self.ordinary_request(), targets=marked))
