"""The head of the cost tab: the total before and after, and the budget."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from console.domain.cost import CostOfPlan
from console.ui.cost_view.budget import budget_line, range_line, total_line
from console.ui.cost_view.table import header
from console.ui.gate import content, styled
from console.ui.line_list import Line

_COLOURS = {
    "good": "$text-success",
    "warning": "$text-warning",
    "bad": "b $text-error",
    "muted": "$foreground-muted",
    "strong": "b",
}


class CostSummary(Static):
    """Three lines above the table, in the width there is."""

    DEFAULT_CSS = "CostSummary { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._cost: CostOfPlan | None = None

    def show(self, cost: CostOfPlan | None) -> None:
        self._cost = cost
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width or 40
        if self._cost is None:
            self.update(styled("[$text-warning]The monthly cost is not known.[/] The tab Guards says why."))
            return
        lines: list[Line] = [total_line(self._cost), budget_line(self._cost, width)]
        lines.extend([between] if (between := range_line(self._cost)) else [])
        lines.extend([(), header(width)])
        self.update(Content("\n").join([_content(line) for line in lines]))


def _content(line: Line) -> Content:
    return Content("").join([content(span.text, _COLOURS.get(span.style, "")) for span in line])
