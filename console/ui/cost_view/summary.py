"""The head over the table: the total before and after, what it stands on, and the budget."""

from __future__ import annotations

from textual import getters
from textual.content import Content
from textual.widgets import Static

from console.domain.cost import CostOfPlan
from console.ui.cost_view.budget import age_line, budget_line, range_line, standing_line, total_line, unknown_line
from console.ui.cost_view.row_lines import header
from console.ui.cost_view.texts import show_text
from console.ui.gate import content, styled
from console.ui.host import Host
from console.ui.line_list import Line, Span

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
    """A few lines above the table, in the width there is."""

    app = getters.app(Host)
    DEFAULT_CSS = "CostSummary { height: auto; text-wrap: nowrap; text-overflow: ellipsis; padding-right: 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._cost: CostOfPlan | None = None
        self._new = False

    def show(self, cost: CostOfPlan | None, *, new: bool = False) -> None:
        """Show this cost over its table; `new`: nothing costs anything yet."""
        self._cost, self._new = cost, new
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width or 40
        if self._cost is None:
            self.update(styled("[$text-warning]The monthly cost is not known.[/] The tab Guards says why."))
            return
        cost, low = self._cost, self.app.size.height < LOW
        columns = header(width, new=self._new)
        lines: list[Line] = [
            total_line(cost),
            age_line(cost.after, self.app.now().date()),
            unknown_line(cost),
            budget_line(cost, width),
            standing_line(cost),
        ]
        if cost.after.book_note:
            lines.append((Span(cost.after.book_note, "warning"),))
        if not low:
            lines.append(range_line(cost))
        lines = [line for line in lines if line]
        lines.extend([columns] if low else [(), columns])
        show_text(self, Content("\n").join([line_content(line) for line in lines]))


def line_content(line: Line) -> Content:
    """A line of spans as a widget's text."""
    return Content("").join([content(span.text, _COLOURS.get(span.style, "")) for span in line])
