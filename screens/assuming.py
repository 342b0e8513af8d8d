"""What the preview and the cost screen share: assumptions that are moved, priced at once, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding

from console.domain.environment import UsageRange
from console.errors import ConsoleError
from console.ui.cost_view.assumptions import AssumptionList
from console.ui.cost_view.live import LiveCost
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.domain.usage import AssumedUsage

NO_PROFILE = "none: as the preset says"


class AssumingScreen(ConsoleScreen):
    """A screen over a LiveCost. Subclasses draw it in `show_cost`."""

    BINDINGS = [
        Binding("p", "profile", "Usage profile", id="usage.profile", show=False,
                tooltip="Assume the usage of a scenario by its name"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.live: LiveCost | None = None

    def show_cost(self, live: LiveCost) -> None:
        """The cost is another: draw it."""
        raise NotImplementedError

    @on(AssumptionList.Wanted)
    def _wanted(self, event: AssumptionList.Wanted) -> None:
        live, row = self.live, event.row
        if self.app.read_only:
            self.app.refuse()
            return
        if live is None:
            return
        if event.what == "edit":
            if row is not None:
                self._edit(live, row)
        elif event.what == "take back":
            self._change(live.take_back, row.key if row is not None else "")
        elif row is not None:
            self._change(live.move, row.key, 1 if event.what == "more" else -1)

    def _edit(self, live: LiveCost, row: AssumedUsage) -> None:
        from screens.modals.edit_usage import EditUsageScreen

        def entered(span: UsageRange | None) -> None:
            if span is not None:
                self._change(live.set, row.key, span)

        self.app.push_screen(EditUsageScreen(row), entered)

    def action_profile(self) -> None:
        """Choose the usage profile, or none."""
        from screens.modals.pick import PickScreen

        live = self.live
        if live is None or not live.profiles:
            self.app.tell("This environment has no usage profiles: its preset and its system's costs.yaml name none.")
            return

        def picked(profile: str | None) -> None:
            if profile is not None:
                self._change(live.choose, live.choice.with_profile("" if profile == NO_PROFILE else profile))

        self.app.push_screen(PickScreen("Usage profile", [*live.profiles, NO_PROFILE]), picked)

    def _change(self, change: Callable[..., None], *given: object) -> None:
        """Price what is assumed now, show it, and keep it in a thread."""
        if self.live is None:
            return
        try:
            change(*given)
        except ConsoleError as error:
            self.app.fail(error)
            return
        self.show_cost(self.live)
        self.work("keep", self.live.keep, lambda _: None)

    def kept(self, then: Callable[[LiveCost | None], None]) -> None:
        """Go on when what is assumed is written down: what follows reads it from the run's record."""
        live = self.live
        if live is None or not live.unkept:
            then(live)
        else:
            self.work("keep", live.keep, lambda _: then(live))
