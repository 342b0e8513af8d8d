"""The rows of the plan tree that are to be seen: modules, changes, opened attributes, what stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from console.domain.plan import Action, AttributeChange, Plan, ResourceChange
from console.domain.plan_tree import ModuleNode, PlanTree
from console.ui.gate import clean

OPEN_AT_FIRST = 200
"""Plans of more changes begin with their modules closed."""
DIFFERENCES_AT_FIRST = 12
"""Up to so many changed or replaced resources begin with their attributes open."""
ATTRIBUTES_AT_ONCE = 300
"""So many resources are opened at once: working out the attributes of thousands would take seconds."""
WIDEST_PATH = 34


@dataclass(frozen=True, slots=True)
class ModuleRow:
    depth: int
    module: ModuleNode
    opened: bool
    marked: bool = False


@dataclass(frozen=True, slots=True)
class ChangeRow:
    depth: int
    change: ResourceChange
    opened: bool
    marked: bool = False
    replaced: bool = False
    """Marked for replacement."""


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """The remark of an opened change, which has room for it in full."""

    depth: int
    change: ResourceChange


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """`path_width` lines up the values of one resource's attributes."""

    depth: int
    change: ResourceChange
    attribute: AttributeChange
    path_width: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A heading or a remark."""

    text: str


@dataclass(frozen=True, slots=True)
class UnchangedRow:
    """A resource that stays as it is."""

    address: str
    replaced: bool = False
    """Marked for replacement."""


TreeRow = ModuleRow | ChangeRow | ReasonRow | AttributeRow | NoteRow | UnchangedRow
STANDING = (Action.CHANGE, Action.REPLACE, Action.MOVE)
"""What is done to a resource that is there and has its place in the configuration: it can be replaced instead."""


def remark(change: ResourceChange) -> str:
    """What else there is to say of a change: why it is made, where it comes from. Empty where nothing."""
    parts = []
    if change.deposed:
        parts.append("deposed object")
    if change.previous_address:
        parts.append(f"was {change.previous_address}")
    if change.importing:
        parts.append(f"imported as {change.importing}")
    if change.reason:
        parts.append(f"because {change.reason}")
    if change.action is Action.REPLACE and change.create_before_destroy:
        parts.append("the new one is made first")
    return ", ".join(parts)


class TreeRows:
    """What is open, what is filtered, and the rows that follow from it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._tree = PlanTree.build(plan)
        self._shown = self._tree
        self.filter = ""
        self.only_destructive = False
        self.unchanged = False
        self.attributes = False
        self.marked: set[str] = set()
        """Addresses of the changes and modules that a partial plan is to be made of."""
        self.replaced: set[str] = set()
        """Addresses of the resources that a plan is to replace."""
        self._closed_modules: set[str] = set()
        self._opened: set[int] = set()
        self._attributes: dict[int, tuple[AttributeChange, ...]] = {}
        if len(plan.listed) > OPEN_AT_FIRST:
            self._closed_modules = {module.address for module in self._tree.root.modules}
        different = [change for change in plan.listed if change.action in (Action.CHANGE, Action.REPLACE)]
        if len(different) <= DIFFERENCES_AT_FIRST:
            self._opened = {id(change) for change in different}

    def set_filter(self, text: str, *, only_destructive: bool) -> None:
        """Leave only the changes that match; every module that holds one is open."""
        self.filter, self.only_destructive = text.strip(), only_destructive
        self._shown = self._tree.filtered(self.filter, only_destructive)

    @property
    def filtered(self) -> bool:
        return bool(self.filter or self.only_destructive)

    @property
    def shown_count(self) -> int:
        """Changes that pass the filter."""
        return self._shown.root.total

    def toggle(self, row: TreeRow) -> None:
        """Open or close a module, or the attributes of a change."""
        match row:
            case ModuleRow(module=module):
                self._closed_modules ^= {module.address}
            case ChangeRow(change=change) | ReasonRow(change=change) | AttributeRow(change=change):
                self._opened ^= {id(change)}
            case NoteRow() | UnchangedRow():
                pass

    def toggle_mark(self, row: TreeRow | None) -> bool:
        """Mark a module or a change, or take the mark away; False for what cannot be marked."""
        match row:
            case ModuleRow(module=module):
                self.marked ^= {module.address}
            case ChangeRow(change=change) if change.mode == "managed":
                self.marked ^= {change.address}
            case _:
                return False
        return True

    def toggle_replaced(self, row: TreeRow | None) -> bool:
        """Mark a resource that stands for replacement, or take the mark away; False for what cannot be replaced."""
        match row:
            case ChangeRow(change=change) if change.mode == "managed" and change.action in STANDING:
                self.replaced ^= {change.address}
            case UnchangedRow(address=address):
                self.replaced ^= {address}
            case _:
                return False
        return True

    def toggle_attributes(self) -> int:
        """Open the attributes of all changes that pass the filter, or close them; returns how many were left closed."""
        self.attributes = not self.attributes
        changes = [row.node for row in self._shown.rows() if isinstance(row.node, ResourceChange)]
        if not self.attributes:
            self._opened.clear()
            return 0
        self._opened |= {id(change) for change in changes[:ATTRIBUTES_AT_ONCE]}
        return max(0, len(changes) - ATTRIBUTES_AT_ONCE)

    def rows(self) -> list[TreeRow]:
        """Every row there is to see, in order."""
        rows = list(self._below(self._shown.root, 0))
        if self.unchanged:
            rows.extend(self._unchanged())
        return rows

    def _below(self, module: ModuleNode, depth: int) -> Iterator[TreeRow]:
        for nested in module.modules:
            opened = self.filtered or nested.address not in self._closed_modules
            yield ModuleRow(depth, nested, opened, nested.address in self.marked)
            if opened:
                yield from self._below(nested, depth + 1)
        for change in module.resources:
            opened = id(change) in self._opened
            yield ChangeRow(depth, change, opened, change.address in self.marked, change.address in self.replaced)
            if opened:
                if remark(change):
                    yield ReasonRow(depth + 1, change)
                yield from self._attribute_rows(change, depth + 1)

    def _attribute_rows(self, change: ResourceChange, depth: int) -> Iterator[TreeRow]:
        attributes = self.attributes_of(change)
        width = min(WIDEST_PATH, max((cell_len(clean(each.path)) for each in attributes), default=0))
        for attribute in attributes:
            yield AttributeRow(depth, change, attribute, width)

    def attributes_of(self, change: ResourceChange) -> tuple[AttributeChange, ...]:
        """Worked out once, when they are first looked at."""
        from console.terraform.attribute_changes import attribute_changes

        found = self._attributes.get(id(change))
        if found is None:
            found = self._attributes[id(change)] = attribute_changes(change)
        return found

    def _unchanged(self) -> Iterator[TreeRow]:
        changed = {change.address for change in self._plan.listed}
        needle = self.filter.casefold()
        same = sorted(
            address
            for address, resource in self._plan.planned_values.items()
            if address not in changed and resource.get("mode") == "managed" and needle in address.casefold()
        )
        yield NoteRow(f"No change ({len(same)})")
        for address in same:
            yield UnchangedRow(address, address in self.replaced)
