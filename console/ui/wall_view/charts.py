"""The charts of the wall: as many as fit, each drawn when its points change. The panes stay when the wall turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.containers import Grid
from textual.widgets import Static

from console.services.monitoring import Look
from console.ui.gate import content
from console.ui.metrics_view.pane import ChartPane
from console.ui.metrics_view.plot import Inks


class Slots(NamedTuple):
    """How many charts stand beside and below one another."""

    columns: int
    rows: int

    @property
    def most(self) -> int:
        return self.columns * self.rows


def slots_for(width: int, height: int) -> Slots:
    """By the size of the terminal, in cells: narrower and lower a chart cannot be read."""
    columns = 2 if width < 100 else 3 if width < 160 else 4
    return Slots(columns, 1 if height < 32 else 2 if height < 50 else 3)


class WallCharts(Grid):
    """A pool of panes: turning to another environment makes no new ones."""

    def __init__(self, inks: Callable[[], Inks]) -> None:
        super().__init__(id="wall-charts")
        self._inks = inks
        self._panes: list[ChartPane] = []
        self._empty = Static("", id="wall-no-charts", classes="empty")

    def on_mount(self) -> None:
        self.mount(self._empty)

    def show(self, look: Look | None, slots: Slots, words: str) -> None:
        """The charts of this look; `words` where there are none."""
        charts = look.charts[: slots.most] if look is not None else ()
        self._empty.display = not charts
        self._empty.update(content(words))
        columns = max(1, min(slots.columns, len(charts)))
        if self.styles.grid_size_columns != columns:
            self.styles.grid_size_columns = columns
        for chart in charts[len(self._panes) :]:
            pane = ChartPane(chart)
            pane.can_focus = False
            self._panes.append(pane)
            self.mount(pane)
        for pane, chart in zip(self._panes, charts, strict=False):
            pane.display = True
            if look is not None:
                pane.show(chart, look, self._inks(), alone=True)
        for pane in self._panes[len(charts) :]:
            pane.display = False
