"""A plan on a screen of its own, whole, before somebody says yes to it."""

from __future__ import annotations

from abc import abstractmethod

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from console.domain.environment import EnvironmentName
from console.ui.plan_view.review import ReviewPanes
from console.ui.ports import Reviewed
from console.ui.screen import ConsoleScreen


class PlanReviewScreen(ConsoleScreen):
    """Looks only; Enter asks. `asks` is what the two lines above the plan say."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    PlanReviewScreen #asks { height: auto; max-height: 5; padding: 0 2; background: $panel; }
    """
    BINDINGS = [
        Binding("enter,A", "approve", "Approve…", id="rollout_review.approve", key_display="enter",
                tooltip="Ask for the approval, with everything that has to be acknowledged"),
        Binding("a", "attributes", "Details", id="rollout_review.attributes", tooltip="Open or close all attributes"),
        Binding("f", "destructive", "Destroys", id="rollout_review.destructive",
                tooltip="Only what is destroyed, replaced or forgotten, or all"),
        Binding("right_square_bracket", "turn_tab(1)", "Tabs", id="rollout_review.next_tab", key_display="[]",
                tooltip="Cost, outputs, guards"),
        Binding("left_square_bracket", "turn_tab(-1)", "Previous tab", id="rollout_review.previous_tab", show=False,
                key_display="["),
        Binding("slash", "filter", "Filter", id="rollout_review.filter", key_display="/", priority=True,
                tooltip="Find by address, type or action"),
        Binding("escape", "back", "Back", id="rollout_review.back", key_display="esc", tooltip="To the rollout"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName, plan: Reviewed | None) -> None:
        """`plan` is what the panes show; without them a screen composes its own body."""
        super().__init__(name)
        self._plan = plan

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="asks")

    def compose_body(self) -> ComposeResult:
        yield ReviewPanes(id="review")

    def on_mount(self) -> None:
        super().on_mount()
        self.move_child(self.query_one("#asks"), before=self.query_one("#body"))
        self.query_one("#asks", Static).update(self.asks())
        if self._plan is not None:
            panes = self.query_one(ReviewPanes)
            panes.show(self._plan)
            panes.changes.focus()

    @abstractmethod
    def asks(self) -> Content: ...

    @abstractmethod
    def action_approve(self) -> None: ...

    def action_attributes(self) -> None:
        self.query_one(ReviewPanes).toggle_attributes()

    def action_destructive(self) -> None:
        self.query_one(ReviewPanes).toggle_destructive()

    def action_turn_tab(self, step: int) -> None:
        self.query_one(ReviewPanes).turn_tab(step)

    def action_filter(self) -> None:
        self.query_one(ReviewPanes).open_filter()

    def action_back(self) -> None:
        """Escape closes the filter first, then goes back."""
        if self._plan is None or not self.query_one(ReviewPanes).close_filter():
            super().action_back()
