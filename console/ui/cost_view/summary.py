"""The head of the cost tab: the total before and after, and the budget."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from console.domain.cost import CostOfPlan
from console.ui.cost_view.budget import budget_line, range_line, total_line, unknown_line
from console.ui.cost_view.table import all_new, header
from console.ui.gate import content, styled
from console.ui.line_list import Line

LOW = 32
"""Below so many lines of terminal the table has the room, not the remarks."""
_COLOURS = {
    "good": "$text-success",
    "warning": "$text-warning",
    "bad": "b $text-error",
    "muted": "$foreground-muted",
    "strong": "b",
}


class CostSummary(Static):
    """Three lines above the table, in the width there is."""

    DEFAULT_CSS = "CostSummary { height: auto; text-wrap: nowrap; text-overflow: ellipsis; padding-right: 1; }"

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
        cost, low = self._cost, self.app.size.height < LOW
        columns = header(width, new=all_new(cost))
        lines: list[Line] = [total_line(cost), unknown_line(cost), budget_line(cost, width)]
        if not low:
            lines.append(range_line(cost))
        lines = [line for line in lines if line]
        lines.extend([columns] if low else [(), columns])
        self.update(Content("\n").join([_content(line) for line in lines]))


def _content(line: Line) -> Content:
    return Content("").join([content(span.text, _COLOURS.get(span.style, "")) for span in line])
