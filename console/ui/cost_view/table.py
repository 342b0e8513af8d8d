"""The cost of a plan by resource, the largest first, what is not known in its own place, components on request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType

from console.domain.cost import CostChange, CostLine, CostOfPlan, ResourceCost, Standing
from console.ui.format import usd
from console.ui.gate import clean
from console.ui.line_list import Line, LineList, Span, fit, fit_middle

FIGURE = 10
"""Cells of a money column, right aligned."""
ROOM_FOR_BEFORE = 60
"""From this width on the table has room for the column `now`."""

Row = CostChange | CostLine | str
"""A resource, one of its components, or words below it."""


def by_size(cost: CostOfPlan) -> list[CostChange]:
    """What is known, the largest first; then what is not known, then what is free or not of this world."""

    def key(change: CostChange) -> tuple[int, Decimal, str]:
        side = shown_side(change)
        amounts = [s.monthly.expected for s in (change.before, change.after) if s is not None and s.monthly is not None]
        largest = max(amounts, default=Decimal(0))
        rank = 0 if largest else 2 if side is not None and side.complete else 1
        return rank, -largest, change.address

    return sorted(cost.changes, key=key)


def shown_side(change: CostChange) -> ResourceCost | None:
    """The side whose components are shown: after, or before where the resource goes."""
    return change.after if change.after is not None else change.before


def unknown_words(resource: ResourceCost) -> str:
    """Why a resource's cost is not whole: `unknown until apply`, `no price`, with the note of the first such line."""
    line = next((line for line in resource.lines if not line.standing.known), None)
    words = (line.standing if line else resource.standing).value
    return f"{words}: {line.note}" if line and line.note else words


def _figure(side: ResourceCost | None) -> str:
    if side is None:
        return ""
    if side.monthly is None:
        return "free" if side.standing is Standing.FREE else "?"
    return usd(side.monthly.expected) + ("" if side.complete else "+?")


def all_new(cost: CostOfPlan) -> bool:
    """Nothing costs anything yet: what changes is what it costs after, and one column says both."""
    return all(change.before is None for change in cost.changes)


def header(width: int, *, new: bool) -> Line:
    """The columns' names over the table."""
    figures = ("after",) if new else ("now", "after", "change") if width >= ROOM_FOR_BEFORE else ("after", "change")
    return (
        Span(fit("  USD per month", width - FIGURE * len(figures)), "muted"),
        *(Span(f"{name:>{FIGURE}}", "muted") for name in figures),
    )


def change_line(change: CostChange, width: int, *, opened: bool, new: bool = False) -> Line:
    """One resource: name, what it costs after (and now), and by how much that differs."""
    side = shown_side(change)
    mark = "▾ " if opened else "▸ " if side is not None and side.lines else "  "
    columns = [_figure(change.before)] if width >= ROOM_FOR_BEFORE and not new else []
    columns.append(_figure(change.after) if change.after is not None else "gone")
    difference = change.difference
    if not new:
        columns.append("?" if difference is None else usd(difference, sign=True) if difference else "")
    name_width = width - FIGURE * len(columns) - len(mark)
    last = "" if new else "warning" if (difference or 0) > 0 else "good"
    styles = [""] * (len(columns) - 1) + [last]
    service = clean(change.service)
    name = f"{service}  " if service else ""
    place = clean(place_of(change.address))
    room = max(name_width - cell_len(name), 1)
    if side is not None and not side.complete:
        place = fit(f"{place}: {clean(unknown_words(side))}", room)
    return (
        Span(mark, "muted"),
        Span(name if cell_len(name) <= name_width else fit(name, name_width - 1), "strong"),
        Span(fit_middle(place, room), "muted"),
        *(
            Span(f"{text:>{FIGURE}}", "unknown" if "?" in text else style)
            for text, style in zip(columns, styles, strict=True)
        ),
    )


def place_of(address: str) -> str:
    """`network.this[0]` of `module.network.aws_nat_gateway.this[0]`: the service's name says what it is."""
    return re.sub(r"(^|\.)module\.", r"\1", re.sub(r"(^|\.)aws_[a-z0-9_]+\.", r"\1", address))


def component_line(line: CostLine, width: int, *, new: bool = False) -> Line:
    """One component below its resource and what it comes to."""
    if line.monthly is not None:
        figure = Span(f"{usd(line.monthly.expected):>{FIGURE}}")
    else:
        known = line.standing.known
        figure = Span(f"{'free' if line.standing is Standing.FREE else '?':>{FIGURE}}", "muted" if known else "unknown")
    room = width - FIGURE * (1 if new else 2)
    return Span(fit(f"    {clean(line.component)}", room)), figure, Span("" if new else " " * FIGURE)


def component_words(line: CostLine) -> Iterable[str]:
    """What was multiplied at which price, and why it is free, assumed or unknown: the words below a component."""
    price = f"{line.unit_price} USD / {line.unit}" if line.unit_price is not None else ""
    product = " at ".join(part for part in (line.quantity, price) if part)
    if line.monthly is None and line.standing is not Standing.FREE:
        product = line.standing.value
    return [f"  {words}" for words in (product, line.note) if words]


class CostTable(LineList):
    """Resources by cost; space opens one to its components."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space", "toggle_row", "Components", show=False, tooltip="Open or close the components of this resource"
        ),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._changes: list[CostChange] = []
        self._opened: set[str] = set()
        self._new = False
        self._rows: list[Row] = []

    def show(self, cost: CostOfPlan) -> None:
        """Show another plan's cost; what was open is closed."""
        self._changes, self._opened, self._new = by_size(cost), set(), all_new(cost)
        self._lay_out()
        self.rows_changed()

    def _lay_out(self) -> None:
        self._rows = list(self._with_components(self._changes))

    def _with_components(self, changes: Iterable[CostChange]) -> Iterable[Row]:
        for change in changes:
            yield change
            side = shown_side(change)
            if change.address in self._opened and side is not None:
                yield change.address
                for line in side.lines:
                    yield line
                    yield from component_words(line)

    def row_count(self) -> int:
        return len(self._rows)

    def row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if isinstance(row, str):
            return (Span("    " + fit_middle(clean(row), width - 4), "muted"),)
        if isinstance(row, CostLine):
            return component_line(row, width, new=self._new)
        return change_line(row, width, opened=row.address in self._opened, new=self._new)

    @property
    def address(self) -> str:
        """The address of the resource under the cursor, empty where there is none."""
        for index in range(min(self.cursor, len(self._rows) - 1), -1, -1):
            row = self._rows[index]
            if isinstance(row, CostChange):
                return row.address
        return ""

    def action_toggle_row(self) -> None:
        """Open or close the resource under the cursor."""
        address = self.address
        if address:
            self._opened ^= {address}
            self._lay_out()
            self.cursor = next(
                i for i, row in enumerate(self._rows) if isinstance(row, CostChange) and row.address == address
            )
            self.rows_changed()
