"""A plan's changes as a tree by module, and the part of it that a filter leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from console.domain.plan import Action, Plan, ResourceChange

_MODULE_STEP = re.compile(r'module\.[^.\[]+(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])?')

_NUMBER = re.compile(r"([0-9]{1,18})")


@dataclass(slots=True)
class ModuleNode:
    """A module instance with what changes in it; the root module has an empty address."""

    address: str
    label: str
    """The last step of the address, `module.network["a"]`; empty for the root module."""
    modules: list[ModuleNode] = field(default_factory=list)
    """By address."""
    resources: list[ResourceChange] = field(default_factory=list)
    """Of this module itself, by address."""
    counts: dict[Action, int] = field(default_factory=dict)
    """Changes by action, nested modules included."""
    destructive: int = 0
    """Changes that delete or forget something, nested modules included."""

    @property
    def total(self) -> int:
        """Changes in this module and all below it."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One visible line of the tree."""

    depth: int
    """0 for what stands in the root module."""
    node: ModuleNode | ResourceChange


class PlanTree:
    """Modules with their nested modules first and their own resources after them; the root module itself is no row."""

    def __init__(self, changes: Iterable[ResourceChange]) -> None:
        """`changes` come in the order in which they are shown within their module."""
        self._changes = tuple(changes)
        self._texts: list[str] | None = None
        self.root = _tree(self._changes)

    @classmethod
    def build(cls, plan: Plan) -> PlanTree:
        """The tree of everything that the plan does, by address, `[2]` before `[10]`."""
        return cls(sorted(plan.listed, key=lambda change: (_natural(change.address), change.deposed or "")))

    def filtered(self, text: str = "", only_destructive: bool = False) -> PlanTree:
        """The tree of the changes that match; itself where nothing is asked for.

        Every word of `text` has to be in the address, type or action of a change, in any case. Where no change holds
        a word as it stands, its letters in their order are enough (`ecssvc` finds `aws_ecs_service`).
        """
        words = text.casefold().split()
        if not words and not only_destructive:
            return self
        if self._texts is None:
            self._texts = [f"{c.address} {c.type} {c.action.value}".casefold() for c in self._changes]
        pairs = list(zip(self._texts, self._changes, strict=True))
        if only_destructive:
            pairs = [pair for pair in pairs if pair[1].destructive]
        for word in words:
            pairs = [pair for pair in pairs if word in pair[0]] or [
                pair for pair in pairs if _letters_in_order(word, pair[0])
            ]
        return PlanTree(change for _, change in pairs)

    def filter(self, text: str = "", only_destructive: bool = False) -> tuple[Row, ...]:
        """The visible lines of `filtered`, every module open."""
        return tuple(self.filtered(text, only_destructive).rows())

    def rows(self) -> Iterator[Row]:
        """Every line in order, every module open."""
        yield from _rows(self.root, 0)


def _rows(module: ModuleNode, depth: int) -> Iterator[Row]:
    for nested in module.modules:
        yield Row(depth, nested)
        yield from _rows(nested, depth + 1)
    for change in module.resources:
        yield Row(depth, change)


def _natural(address: str) -> list[str | int]:
    # Text and numbers alternate, beginning with text, so that two addresses never compare one with the other.
    return [int(part) if part.isdecimal() else part for part in _NUMBER.split(address)]


def _tree(changes: Iterable[ResourceChange]) -> ModuleNode:
    modules = {"": ModuleNode("", "")}
    ways: dict[str, list[ModuleNode]] = {}
    for change in changes:
        way = ways.get(change.module)
        if way is None:
            way = ways[change.module] = _way(modules, change.module)
        way[-1].resources.append(change)
        for module in way:
            module.counts[change.action] = module.counts.get(change.action, 0) + 1
            module.destructive += change.destructive
    for module in modules.values():
        module.modules.sort(key=lambda nested: _natural(nested.address))
    return modules[""]


def _way(modules: dict[str, ModuleNode], address: str) -> list[ModuleNode]:
    """The modules from the root to the one of that address; those that are missing are made."""
    way = [modules[""]]
    for step in _MODULE_STEP.finditer(address):
        path = address[: step.end()]
        module = modules.get(path)
        if module is None:
            module = modules[path] = ModuleNode(path, step.group())
            way[-1].modules.append(module)
        way.append(module)
    return way


def _letters_in_order(word: str, text: str) -> bool:
    at = 0
    for letter in word:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True
