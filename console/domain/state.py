"""The state as an operator looks at it: what is in it, which one it is, and where copies of it are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from console.domain.plan import AttributeChange
from console.domain.run import StateMark

Path = tuple[str | int, ...]
"""The way to a value inside of a resource's attributes; empty is all of them."""


@dataclass(frozen=True, slots=True)
class StateResource:
    """One object of the state.

    `values` may hold secrets in clear text and never leave memory: show them through `console.terraform.state_values`
    only. `sensitive` are the ways to those that the state itself marks.
    """

    address: str
    type: str
    name: str
    module: str
    """Address of the module, empty for the root module."""
    mode: str
    """`managed` or `data`."""
    provider: str
    tainted: bool = False
    deposed: str | None = None
    """The key of an object that a failed replacement left behind."""
    depends_on: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    sensitive: tuple[Path, ...] = ()

    @property
    def managed(self) -> bool:
        return self.mode == "managed"

    @property
    def id(self) -> str:
        """What the provider calls it; empty where it has none."""
        found = self.values.get("id")
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class StateDocument:
    """A whole state: which one it is, which engine wrote it, and what is in it by address."""

    mark: StateMark
    engine: str
    """The version that wrote it, empty for an empty state."""
    resources: tuple[StateResource, ...]
    outputs: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """It was never written: no lineage, nothing in it."""
        return not self.mark.lineage

    def find(self, address: str) -> StateResource | None:
        return next((one for one in self.resources if one.address == address and one.deposed is None), None)


@dataclass(frozen=True, slots=True)
class StateBackup:
    """A copy that was kept before something was changed. `size` in bytes."""

    id: str
    at: datetime
    by: str
    why: str
    lineage: str
    serial: int
    resources: int
    size: int


@dataclass(frozen=True, slots=True)
class StateVersion:
    """One version of the object that keeps the state. `size` in bytes; serial and lineage None where it is no state."""

    id: str
    at: datetime
    size: int
    current: bool
    deleted: bool
    """A mark that the object was deleted, not a content."""
    serial: int | None = None
    lineage: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedResource:
    """A resource that two states hold with different attributes."""

    address: str
    attributes: tuple[AttributeChange, ...]


@dataclass(frozen=True, slots=True)
class StateDifference:
    """What the second of two states has, has not, or has otherwise than the first."""

    before: StateMark
    after: StateMark
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ChangedResource, ...]

    @property
    def nothing(self) -> bool:
        return not (self.added or self.removed or self.changed)
