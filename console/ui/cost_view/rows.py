"""The rows of the cost table as data: grouped, sorted, folded, without a widget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

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


class ResourceRow(NamedTuple):
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


class _Entry(NamedTuple):
    """A change with what is asked of it while rows are laid out."""

    change: CostChange
    service: str
    module: str
    before: Decimal
    after: Decimal
    largest: Decimal
    complete: bool


def _entry(change: CostChange) -> _Entry:
    side, before, after = shown_side(change), expected(change.before), expected(change.after)
    complete = all(each.complete for each in (change.before, change.after) if each is not None)
    module = (side.module if side is not None else "") or ROOT
    return _Entry(change, change.service, module, before, after, max(before, after), complete)


class CostRows:
    """What is shown of a cost: how it is grouped and sorted, which groups and resources are open."""

    def __init__(self, grouping: Grouping = Grouping.NONE) -> None:
        self.grouping = grouping
        self.sorting = Sorting.COST
        self._entries: list[_Entry] = []
        self._opened: set[str] = set()
        self._turned: set[str] = set()
        """Groups that are not as they are at first: open, unless one resource alone stands in them."""
        self._laid_out: dict[str, tuple[tuple[int, Sorting, tuple[str, ...]], Sequence[_Entry], list[Row]]] = {}
        """By group: how, what, and its rows."""

    def take(self, cost: CostOfPlan) -> None:
        """Show this cost; what was open stays open."""
        known = self._entries if len(self._entries) == len(cost.changes) else [None] * len(cost.changes)
        self._entries = [
            last if last is not None and last.change is change else _entry(change)
            for last, change in zip(known, cost.changes, strict=True)
        ]

    @property
    def all_new(self) -> bool:
        """Nothing costs anything yet: what changes is what it costs after, and one column says both."""
        return all(entry.change.before is None for entry in self._entries)

    def toggle(self, row: Row) -> None:
        """Open or close a group or a resource."""
        if isinstance(row, GroupRow):
            self._turned ^= {row.name}
        elif isinstance(row, ResourceRow):
            self._opened ^= {row.change.address}

    def rows(self) -> tuple[list[Row], Decimal]:
        """What is to be seen, from the top, and what the longest bar stands for: the dearest at the left edge."""
        if self.grouping is Grouping.NONE:
            scale = max((entry.largest for entry in self._entries), default=Decimal(0))
            return self._resources("", self._entries, 0), scale
        found: list[Row] = []
        members = self._members()
        groups = self._groups(members)
        for group in groups:
            found.append(group)
            if group.opened:
                found.extend(self._resources(group.name, members[group.name], 1))
        return found, max((max(group.before, group.after) for group in groups), default=Decimal(0))

    def _members(self) -> dict[str, list[_Entry]]:
        members: dict[str, list[_Entry]] = {}
        by_service = self.grouping is Grouping.SERVICE
        for entry in self._entries:
            members.setdefault(entry.service if by_service else entry.module, []).append(entry)
        return members

    def _groups(self, members: Mapping[str, Sequence[_Entry]]) -> list[GroupRow]:
        groups = [self._group(name, entries) for name, entries in members.items()]
        if self.sorting is Sorting.ADDRESS:
            return sorted(groups, key=lambda group: group.name)

        def key(group: GroupRow) -> tuple[int, Decimal, str]:
            largest = max(group.before, group.after)
            size = abs(group.after - group.before) if self.sorting is Sorting.CHANGE else largest
            return 0 if largest else 2 if group.complete else 1, -size, group.name

        return sorted(groups, key=key)

    def _group(self, name: str, entries: Sequence[_Entry]) -> GroupRow:
        return GroupRow(
            name,
            sum((entry.before for entry in entries), Decimal(0)),
            sum((entry.after for entry in entries), Decimal(0)),
            all(entry.complete for entry in entries),
            len(entries),
            (len(entries) > 1) is (name not in self._turned),
        )

    def _in_order(self, entries: Sequence[_Entry]) -> list[_Entry]:
        if self.sorting is Sorting.ADDRESS:
            return sorted(entries, key=lambda entry: entry.change.address)

        def key(entry: _Entry) -> tuple[int, Decimal, Decimal, str]:
            rank = 0 if entry.largest else 2 if entry.complete else 1
            moved = abs(entry.after - entry.before) if self.sorting is Sorting.CHANGE else Decimal(0)
            return rank, -moved, -entry.largest, entry.change.address

        return sorted(entries, key=key)

    def _resources(self, group: str, entries: Sequence[_Entry], depth: int) -> list[Row]:
        """The rows of a group; one in which nothing moved and nothing was opened keeps those that it has."""
        state = depth, self.sorting, tuple(sorted(self._opened))
        known = self._laid_out.get(group)
        if known is not None and known[0] == state and known[1] == entries:
            return known[2]
        rows = list(self._rows_of(self._in_order(entries), depth))
        self._laid_out[group] = state, entries, rows
        return rows

    def _rows_of(self, entries: Sequence[_Entry], depth: int) -> Iterator[Row]:
        for entry in entries:
            change = entry.change
            opened, side = change.address in self._opened, shown_side(change)
            yield ResourceRow(change, opened, depth)
            if not opened or side is None:
                continue
            yield WordsRow(change.address, depth + 1)
            for line in side.lines:
                yield ComponentRow(line, depth + 1)
                for words in component_words(line):
                    yield WordsRow(words, depth + 2)


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
