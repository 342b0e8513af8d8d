"""The rows of the state's tree that are to be seen: modules, and the resources in those that are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.domain.state import StateResource
from console.domain.state_address import module_path
from console.ui.filter import matches
from console.ui.gate import clean
from console.ui.line_list import Line, Span, fit, fit_middle

OPEN_AT_FIRST = 400
"""States of more resources begin with their modules closed."""
_WIDEST_ID = 30


@dataclass(frozen=True, slots=True)
class ModuleRow:
    depth: int
    address: str
    count: int
    opened: bool


@dataclass(frozen=True, slots=True)
class ResourceRow:
    depth: int
    resource: StateResource


StateRow = ModuleRow | ResourceRow


class StateRows:
    """What is open, what is filtered, and the rows that follow from it."""

    def __init__(self, resources: Sequence[StateResource]) -> None:
        self._resources = tuple(resources)
        self.filter = ""
        modules = {prefix for one in resources for prefix in module_path(one.module)}
        self._closed = modules if len(resources) > OPEN_AT_FIRST else set[str]()

    def replace(self, resources: Sequence[StateResource]) -> None:
        """Other resources, with what is open and filtered kept."""
        self._resources = tuple(resources)

    @property
    def found(self) -> tuple[StateResource, ...]:
        """The resources that the filter leaves."""
        return tuple(one for one in self._resources if not self.filter or matches(self.filter, one.address, one.id))

    def toggle(self, module: str) -> None:
        """Open or close a module."""
        self._closed ^= {module}

    def rows(self) -> list[StateRow]:
        """Every visible row; a filter opens what holds a match."""
        found, rows = self.found, list[StateRow]()
        counts: dict[str, int] = {}
        for one in found:
            for prefix in module_path(one.module):
                counts[prefix] = counts.get(prefix, 0) + 1
        shown: set[str] = set()
        for one in sorted(found, key=lambda each: (each.module, each.mode == "data", each.address)):
            path = module_path(one.module)
            closed = next((prefix for prefix in path if prefix in self._closed and not self.filter), None)
            for depth, prefix in enumerate(path):
                if prefix not in shown:
                    shown.add(prefix)
                    rows.append(ModuleRow(depth, prefix, counts[prefix], prefix != closed))
                if prefix == closed:
                    break
            if closed is None:
                rows.append(ResourceRow(len(path), one))
        return rows


def row_line(row: StateRow, width: int) -> Line:
    """A row in at most `width` cells: what it is, its id, and what is the matter with it."""
    if isinstance(row, ModuleRow):
        name = row.address.rpartition("module.")[2]
        sign = "▾" if row.opened else "▸"
        return (Span("  " * row.depth + f"{sign} module.{clean(name)}", "strong"), Span(f"  {row.count}", "muted"))
    one = row.resource
    indent = "  " * row.depth
    short = one.address[len(one.module) + 1 :] if one.module else one.address
    mark = " tainted" if one.tainted else f" deposed {clean(one.deposed)}" if one.deposed else ""
    known_as = clean(one.id)[:_WIDEST_ID]
    room = max(width - len(indent) - len(mark) - 2, 10)
    name_width = min(max(room - len(known_as) - 1, room * 3 // 5), room)
    style = "muted" if not one.managed else ""
    return (
        Span(indent + "  " + fit_middle(clean(short), name_width), style),
        Span(" " + fit(known_as, max(room - name_width - 1, 0)), "muted"),
        Span(mark, "warning"),
    )
