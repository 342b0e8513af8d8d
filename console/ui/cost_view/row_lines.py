"""The lines of the cost table: names cut to the room there is, figures right aligned, a bar at the right edge."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from rich.cells import cell_len

from console.domain.cost import CostChange, CostLine, ResourceCost, Standing
from console.ui.cost_view.rows import (
    ComponentRow,
    GroupRow,
    ResourceRow,
    Row,
    expected,
    shown_side,
    unknown_words,
)
from console.ui.format import usd
from console.ui.gate import clean
from console.ui.line_list import Line, Span, fit, fit_middle

FIGURE = 10
"""Cells of a money column, right aligned."""
ROOM_FOR_BEFORE = 64
"""From this width on the table has room for the column `now`."""
NAME_AT_LEAST = 22
BAR_AT_MOST = 16
BAR_AT_LEAST = 4


class Columns(NamedTuple):
    """How a width is shared: the name's cells, which money columns there are, the bar's cells without its gap."""

    name: int
    before: bool
    change: bool
    bar: int

    @property
    def figures(self) -> int:
        return 1 + self.before + self.change


def columns(width: int, *, new: bool) -> Columns:
    """The columns of a table that is so wide; `new`: nothing costs anything yet, so that one figure says all."""
    before = not new and width >= ROOM_FOR_BEFORE
    left = width - FIGURE * (1 + before + (not new))
    bar = min(left - NAME_AT_LEAST - 1, BAR_AT_MOST, width // 6)
    bar = bar if bar >= BAR_AT_LEAST else 0
    return Columns(left - (bar + 1 if bar else 0), before, not new, bar)


def header(width: int, *, new: bool) -> Line:
    """The columns' names over the table."""
    shape = columns(width, new=new)
    names = [*(["now"] if shape.before else []), "after", *(["change"] if shape.change else [])]
    return (Span(fit("  USD per month", shape.name), "muted"), *(Span(f"{name:>{FIGURE}}", "muted") for name in names))


def row_line(row: Row, width: int, scale: Decimal, *, new: bool) -> Line:
    """One row; `scale` is what the longest bar stands for, USD per month."""
    shape = columns(width, new=new)
    match row:
        case GroupRow():
            return _group_line(row, shape, scale)
        case ResourceRow():
            return _resource_line(row, shape, scale)
        case ComponentRow():
            return _component_line(row, shape)
        case _:
            indent = "  " * (row.depth + 1)
            return (Span(indent + fit_middle(clean(row.text), width - len(indent)), "muted"),)


def _figures(before: str, after: str, change: str, style: str, shape: Columns) -> list[Span]:
    shown = [(before, "")] if shape.before else []
    shown.append((after, ""))
    if shape.change:
        shown.append((change, style))
    return [Span(f"{text:>{FIGURE}}", "unknown" if "?" in text else style) for text, style in shown]


def _bar(amount: Decimal, scale: Decimal, shape: Columns, style: str = "running") -> Span:
    """At least one block for whatever costs something."""
    if not shape.bar or not scale or not amount:
        return Span("")
    return Span(" " + "▇" * max(1, min(shape.bar, round(amount / scale * shape.bar))), style)


def _moved(difference: Decimal | None) -> tuple[str, str]:
    if difference is None:
        return "?", ""
    return (usd(difference, sign=True) if difference else ""), "warning" if difference > 0 else "good"


def _group_line(row: GroupRow, shape: Columns, scale: Decimal) -> Line:
    more = "" if row.complete else "+?"
    after = usd(row.after) + more if row.after else "?" if more else "free"
    change, style = _moved(row.difference)
    count = f" {row.count}"
    name = fit(clean(row.name), min(cell_len(clean(row.name)), shape.name - 2 - len(count)))
    return (
        Span("▾ " if row.opened else "▸ ", "muted"),
        Span(name, "title"),
        Span(fit(count, shape.name - 2 - cell_len(name)), "muted"),
        *_figures(usd(row.before) if row.before else "", after, change, style, shape),
        _bar(row.after or row.before, scale, shape),
    )


def figure(side: ResourceCost | None) -> str:
    """`32.85`, `free`, `?`, or `9.99+?` where a part of it is not known."""
    if side is None:
        return ""
    if side.standing is Standing.FREE:
        return "free"
    if side.monthly is None:
        return "?"
    return usd(side.monthly.expected) + ("" if side.complete else "+?")


def _resource_line(row: ResourceRow, shape: Columns, scale: Decimal) -> Line:
    """Name, what it costs now and after, by how much that differs, and its bar."""
    change, side = row.change, shown_side(row.change)
    indent = "  " * row.depth
    mark = indent + ("▾ " if row.opened else "▸ " if side is not None and side.lines else "  ")
    difference, style = _moved(change.difference)
    after = figure(change.after) if change.after is not None else "gone"
    return (
        Span(mark, "muted"),
        *_name(change, side, shape.name - len(mark), grouped=bool(row.depth)),
        *_figures(figure(change.before), after, difference, style, shape),
        _bar(expected(side), scale, shape, "muted" if row.depth else "running"),
    )


def _name(change: CostChange, side: ResourceCost | None, width: int, *, grouped: bool) -> tuple[Span, Span]:
    """The service and the place; of something that is not wholly known also why."""
    service = clean(change.service)
    name = f"{service}  " if service and not grouped else ""
    room = max(width - cell_len(name), 1)
    place = clean(place_of(change.address, typed=grouped))
    if side is not None and not side.complete:
        place = fit(f"{place}: {clean(unknown_words(side))}", room)
    strong = name if cell_len(name) <= width else fit(name, width - 1)
    return Span(strong, "strong"), Span(fit_middle(place, room), "" if grouped else "muted")


def place_of(address: str, *, typed: bool = False) -> str:
    """`network.this[0]` of `module.network.aws_nat_gateway.this[0]`: the service's name says what it is.

    `typed`: `network.nat_gateway.this[0]`, where resources of several types stand under one service.
    """
    kept = r"\1\2." if typed else r"\1"
    return re.sub(r"(^|\.)module\.", r"\1", re.sub(r"(^|\.)aws_([a-z0-9_]+)\.", kept, address))


def _component_line(row: ComponentRow, shape: Columns) -> Line:
    """One component below its resource and what it comes to."""
    indent = "  " * (row.depth + 1)
    name = Span(indent + fit(clean(row.line.component), shape.name - len(indent)))
    gap = Span(" " * FIGURE if shape.before else "")
    return name, gap, _component_figure(row.line)


def _component_figure(line: CostLine) -> Span:
    if line.standing is Standing.FREE:
        return Span(f"{'free':>{FIGURE}}", "muted")
    if line.monthly is None:
        return Span(f"{'?':>{FIGURE}}", "unknown")
    return Span(f"{usd(line.monthly.expected):>{FIGURE}}")
