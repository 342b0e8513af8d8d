"""The rows of the cost table as data: grouped, sorted, folded, without a widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from console.domain.cost import CostChange, CostLine, CostOfPlan, ResourceCost, Standing

ROOT = "root module"


class Grouping(StrEnum):
    """What the resources stand under."""

    NONE = "by resource"
    SERVICE = "by service"
    MODULE = "by module"

    @property
    def following(self) -> Grouping:
        return list(Grouping)[(list(Grouping).index(self) + 1) % len(Grouping)]


class Sorting(StrEnum):
    """What comes first; what is not known comes after what is, and what is free last, unless it goes by address."""

    COST = "dearest first"
    CHANGE = "largest change first"
    ADDRESS = "by address"

    @property
    def following(self) -> Sorting:
        return list(Sorting)[(list(Sorting).index(self) + 1) % len(Sorting)]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A service or a module and what its resources cost together, expected USD a month."""

    name: str
    before: Decimal
    after: Decimal
    complete: bool
    count: int
    opened: bool

    @property
    def difference(self) -> Decimal | None:
        return self.after - self.before if self.complete else None


@dataclass(frozen=True, slots=True)
class ResourceRow:
    change: CostChange
    opened: bool
    depth: int


@dataclass(frozen=True, slots=True)
class ComponentRow:
    line: CostLine
    depth: int


@dataclass(frozen=True, slots=True)
class WordsRow:
    """What stands below a resource or a component in words."""

    text: str
    depth: int


Row = GroupRow | ResourceRow | ComponentRow | WordsRow


def shown_side(change: CostChange) -> ResourceCost | None:
    """The side whose components are shown: after, or before where the resource goes."""
    return change.after if change.after is not None else change.before


def expected(side: ResourceCost | None) -> Decimal:
    """Expected USD a month as far as it is known."""
    return side.monthly.expected if side is not None and side.monthly is not None else Decimal(0)


class CostRows:
    """What is shown of a cost: how it is grouped and sorted, which groups and resources are open."""

    def __init__(self, grouping: Grouping = Grouping.NONE) -> None:
        self.grouping = grouping
        self.sorting = Sorting.COST
        self.changes: Sequence[CostChange] = ()
        self._opened: set[str] = set()
        self._turned: set[str] = set()
        """Groups that are not as they are at first: open, unless one resource alone stands in them."""

    def take(self, cost: CostOfPlan) -> None:
        """Show this cost; what was open stays open."""
        self.changes = cost.changes

    @property
    def all_new(self) -> bool:
        """Nothing costs anything yet: what changes is what it costs after, and one column says both."""
        return all(change.before is None for change in self.changes)

    @property
    def scale(self) -> Decimal:
        """USD a month of the longest bar: the dearest of what stands at the left edge."""
        if self.grouping is Grouping.NONE:
            return max((_size(change) for change in self.changes), default=Decimal(0))
        return max((max(row.before, row.after) for row in self._groups()), default=Decimal(0))

    def toggle(self, row: Row) -> None:
        """Open or close a group or a resource."""
        if isinstance(row, GroupRow):
            self._turned ^= {row.name}
        elif isinstance(row, ResourceRow):
            self._opened ^= {row.change.address}

    def rows(self) -> list[Row]:
        """What is to be seen, from the top."""
        if self.grouping is Grouping.NONE:
            return list(self._resources(self.changes, 0))
        found: list[Row] = []
        members = self._members()
        for group in self._groups():
            found.append(group)
            if group.opened:
                found.extend(self._resources(members[group.name], 1))
        return found

    def _members(self) -> dict[str, list[CostChange]]:
        members: dict[str, list[CostChange]] = {}
        for change in self.changes:
            side = shown_side(change)
            module = (side.module if side is not None else "") or ROOT
            members.setdefault(change.service if self.grouping is Grouping.SERVICE else module, []).append(change)
        return members

    def _groups(self) -> list[GroupRow]:
        groups = [self._group(name, changes) for name, changes in self._members().items()]
        if self.sorting is Sorting.ADDRESS:
            return sorted(groups, key=lambda group: group.name)

        def key(group: GroupRow) -> tuple[int, Decimal, str]:
            largest = max(group.before, group.after)
            size = abs(group.after - group.before) if self.sorting is Sorting.CHANGE else largest
            return 0 if largest else 2 if group.complete else 1, -size, group.name

        return sorted(groups, key=key)

    def _group(self, name: str, changes: Sequence[CostChange]) -> GroupRow:
        sides = [side for change in changes for side in (change.before, change.after) if side is not None]
        return GroupRow(
            name,
            sum((expected(change.before) for change in changes), Decimal(0)),
            sum((expected(change.after) for change in changes), Decimal(0)),
            all(side.complete for side in sides),
            len(changes),
            (len(changes) > 1) is (name not in self._turned),
        )

    def _sorted(self, changes: Iterable[CostChange]) -> list[CostChange]:
        if self.sorting is Sorting.ADDRESS:
            return sorted(changes, key=lambda change: change.address)

        def key(change: CostChange) -> tuple[int, Decimal, Decimal, str]:
            side, largest = shown_side(change), _size(change)
            rank = 0 if largest else 2 if side is not None and side.complete else 1
            moved = abs(expected(change.after) - expected(change.before))
            return rank, -moved if self.sorting is Sorting.CHANGE else Decimal(0), -largest, change.address

        return sorted(changes, key=key)

    def _resources(self, changes: Iterable[CostChange], depth: int) -> Iterator[Row]:
        for change in self._sorted(changes):
            opened, side = change.address in self._opened, shown_side(change)
            yield ResourceRow(change, opened, depth)
            if not opened or side is None:
                continue
            yield WordsRow(change.address, depth + 1)
            for line in side.lines:
                yield ComponentRow(line, depth + 1)
                for words in component_words(line):
                    yield WordsRow(words, depth + 2)


def _size(change: CostChange) -> Decimal:
    return max(expected(change.before), expected(change.after))


def component_words(line: CostLine) -> Iterator[str]:
    """What was multiplied at which price, and why it is free, assumed or unknown: the words below a component."""
    price = f"{line.unit_price} USD / {line.unit}" if line.unit_price is not None else ""
    product = " at ".join(part for part in (line.quantity, price) if part)
    if line.monthly is None and line.standing is not Standing.FREE:
        product = line.standing.value
    for words in (product, line.note):
        if words:
            yield words


def unknown_words(resource: ResourceCost) -> str:
    """Why a resource's cost is not whole: `unknown until apply`, `no price`, with the note of the first such line."""
    line = next((line for line in resource.lines if not line.standing.known), None)
    words = (line.standing if line else resource.standing).value
    return f"{words}: {line.note}" if line and line.note else words
