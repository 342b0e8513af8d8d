"""The charts of a dashboard by what they are of, in as many columns as fit. Only what is in view is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from textual.binding import Binding
from textual.containers import Grid, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from console.domain.metrics import Chart
from console.ui.gate import content
from console.ui.metrics_view.pane import ChartPane

Draw = Callable[[ChartPane], None]


class ChartGrid(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Panes in groups. `draw` shows the newest figures in one pane. The arrow keys are the screen's."""

    BINDINGS = [
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown", "page_down", "Page down", show=False),
        Binding("home", "scroll_home", "First", show=False),
        Binding("end", "scroll_end", "Last", show=False),
    ]

    def __init__(self, draw: Draw) -> None:
        super().__init__(id="charts")
        self._draw = draw
        self._stale: set[ChartPane] = set()
        self._keys: tuple[str, ...] = ()
        self.panes: list[ChartPane] = []
        self.full: ChartPane | None = None
        """The pane that has the whole screen."""

    def fill(self, charts: Iterable[Chart]) -> None:
        """Make the panes of these charts, unless they are there already; all are to be drawn anew."""
        charts = tuple(charts)
        keys = tuple(chart.key for chart in charts)
        if keys != self._keys:
            self._keys = keys
            self.full = None
            self.set_class(False, "-full")
            self.remove_children()
            made: list[Widget] = []
            self.panes = []
            for group, members in groupby(charts, key=lambda chart: chart.group):
                panes = [ChartPane(chart) for chart in members]
                self.panes += panes
                made += [Static(content(group, lines=False), classes="group"), Grid(*panes, classes="members")]
            self.mount_all(made)
        self._stale = set(self.panes)
        self.call_after_refresh(self.draw_visible)

    @property
    def chosen(self) -> ChartPane | None:
        """The pane that the keys act on."""
        focused = self.screen.focused
        return focused if isinstance(focused, ChartPane) else self.full

    def draw_visible(self) -> None:
        """Draw those of the stale panes that are in view."""
        seen = [pane for pane in self._stale if pane.display and pane.region.overlaps(self.region)]
        for pane in seen:
            self._draw(pane)
        self._stale.difference_update(seen)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self._stale:
            self.call_after_refresh(self.draw_visible)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw_visible)

    def on_chart_pane_placed(self) -> None:
        if self._stale:
            self.call_after_refresh(self.draw_visible)

    def move(self, across: int, down: int) -> None:
        """Go to the pane beside, above or below; in full screen to the one before or after."""
        panes = self.panes
        here = self.chosen
        if here is None:
            if panes:
                panes[0].focus()
            return
        if self.full is not None:
            index = panes.index(self.full) + (across or down)
            if 0 <= index < len(panes):
                self.enlarge(panes[index])
            return
        there = [pane for pane in panes if _beyond(here, pane, across, down)]
        if there:
            min(there, key=lambda pane: _far(here, pane, across)).focus()

    def enlarge(self, pane: ChartPane | None) -> None:
        """Give one pane the whole screen, or all their places again."""
        back = self.full
        self.full = pane
        self.set_class(pane is not None, "-full")
        for each in self.query(".members, .group"):
            each.display = pane is None or (pane.parent is each)
        for each in self.panes:
            each.display = pane is None or each is pane
        self._stale = set(self.panes)
        if pane is not None or back is not None:
            (pane or back).focus()  # type: ignore[union-attr]
        self.call_after_refresh(self.draw_visible)


def _beyond(here: ChartPane, there: ChartPane, across: int, down: int) -> bool:
    a, b = here.region, there.region
    if across:
        return b.y == a.y and (b.x - a.x) * across > 0
    return (b.y - a.y) * down > 0


def _far(here: ChartPane, there: ChartPane, across: int) -> tuple[int, int]:
    a, b = here.region, there.region
    first, second = abs(b.x - a.x), abs(b.y - a.y)
    return (first, second) if across else (second, first)
