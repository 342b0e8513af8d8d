"""The tree's rows as lines: `▾ module.service   ~2`, `± replace  aws_x.this   reason`, `  count  2 -> 3`."""

from __future__ import annotations

from rich.cells import cell_len

from console.domain.plan import Action, ResourceChange
from console.domain.plan_tree import ModuleNode
from console.ui.gate import clean
from console.ui.line_list import Line, Span, cut, fit, fit_middle
from console.ui.plan_view.attributes import attribute_line
from console.ui.plan_view.rows import (
    AttributeRow,
    ChangeRow,
    ModuleRow,
    NoteRow,
    ReasonRow,
    TreeRow,
    UnchangedRow,
    remark,
)

INDENT = 2
WORD = 10
"""Cells of `± replace `: sign, blank and word."""
MARK = "marked "
TO_REPLACE = "to replace "
STYLES = {
    Action.CREATE: "create",
    Action.CHANGE: "change",
    Action.REPLACE: "replace",
    Action.DESTROY: "destroy",
    Action.FORGET: "destroy",
    Action.READ: "read",
}
_COUNTED = (Action.CREATE, Action.CHANGE, Action.REPLACE, Action.DESTROY, Action.MOVE, Action.IMPORT, Action.FORGET)


def tree_line(row: TreeRow, width: int) -> Line:
    """One row in at most `width` cells."""
    match row:
        case ModuleRow():
            return _module(row, width)
        case ChangeRow():
            return _change(row, width)
        case AttributeRow():
            return attribute_line(row.attribute, width, indent=_inside(row), path_width=row.path_width)
        case ReasonRow():
            return cut((Span(" " * _inside(row)), Span(clean(remark(row.change)), "muted")), width)
        case NoteRow():
            return (Span(fit_middle(clean(row.text), width), "muted"),)
        case UnchangedRow():
            return _unchanged(row, width)


def _inside(row: AttributeRow | ReasonRow) -> int:
    return row.depth * INDENT + 4


def counts_of(module: ModuleNode) -> Line:
    """`+1 ~2` of a module, only what is there."""
    spans: list[Span] = []
    for action in _COUNTED:
        if module.counts.get(action):
            spans.append(Span(f" {action.symbol}{module.counts[action]}", STYLES.get(action, "read")))
    return tuple(spans)


def _module(row: ModuleRow, width: int) -> Line:
    counts = counts_of(row.module)
    counted = sum(cell_len(span.text) for span in counts)
    head = " " * (row.depth * INDENT) + ("▾ " if row.opened else "▸ ")
    mark = MARK if row.marked else ""
    label = fit(clean(row.module.label), max(width - counted - len(head) - len(mark) - 1, 8))
    return (Span(head, "muted"), Span(mark, "change"), Span(label, "strong"), *counts, Span(" "))


def _unchanged(row: UnchangedRow, width: int) -> Line:
    mark = TO_REPLACE if row.replaced else ""
    address = fit_middle(clean(row.address), max(width - INDENT * 2 - len(mark), 8))
    return cut((Span(" " * (INDENT * 2)), Span(mark, "replace"), Span(address, "muted")), width)


def _change(row: ChangeRow, width: int) -> Line:
    change = row.change
    style = STYLES.get(change.action, "read")
    head = " " * (row.depth * INDENT) + ("▾ " if row.opened else "▸ ")
    name = clean(local_address(change))
    said = "" if row.opened else clean(remark(change))
    mark = TO_REPLACE if row.replaced else MARK if row.marked else ""
    room = width - len(head) - len(mark) - WORD
    if said and cell_len(name) + 2 + cell_len(said) > room:
        name = fit_middle(name, max(min(cell_len(name), room), 8)).rstrip()
    elif cell_len(name) > room:
        name = fit_middle(name, max(room, 8))
    return cut(
        (
            Span(head, "muted"),
            Span(mark, "replace" if row.replaced else "change"),
            Span(f"{change.action.symbol} {change.action.value}".ljust(WORD), style),
            Span(name),
            Span(f"  {said}" if said else "", "muted"),
        ),
        width,
    )


def local_address(change: ResourceChange) -> str:
    """The address inside its module: `aws_ecs_service.this["api"]`."""
    return change.address.removeprefix(f"{change.module}.") if change.module else change.address
