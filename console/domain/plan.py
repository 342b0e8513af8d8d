"""A Terraform plan as an operator reviews it. Plain dataclasses with slots: a plan may hold thousands of changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What a plan does to a resource. `words before symbols`: the value is the word, `symbol` its sign."""

    CREATE = "create"
    CHANGE = "change"
    REPLACE = "replace"
    DESTROY = "destroy"
    READ = "read"
    FORGET = "forget"
    MOVE = "move"
    IMPORT = "import"
    NONE = "no change"

    @property
    def symbol(self) -> str:
        return _SYMBOLS[self]


_SYMBOLS = {
    Action.CREATE: "+",
    Action.CHANGE: "~",
    Action.REPLACE: "±",
    Action.DESTROY: "-",
    Action.READ: "<",
    Action.FORGET: "×",
    Action.MOVE: ">",
    Action.IMPORT: "&",
    Action.NONE: " ",
}


class Special(StrEnum):
    """Values that are not shown as they are."""

    SENSITIVE = "(sensitive)"
    UNKNOWN = "(known after apply)"
    ABSENT = "(none)"


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One attribute, or one leaf of a nested one: its path, before and after.

    `before` and `after` are plain values, or a `Special`: sensitive values never get here.
    """

    path: str
    before: Any
    after: Any
    forces_replacement: bool = False


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """One entry of `resource_changes`.

    `before`, `after`, `after_unknown` and the sensitivity masks are the plan's own trees; `before` and `after` may hold
    secrets in clear text and never leave memory: show them only through `console.terraform.attribute_changes`.
    """

    address: str
    module: str
    """Module address such as `module.network`, empty for the root module."""
    type: str
    name: str
    index: str | int | None
    mode: str
    """`managed` or `data`."""
    action: Action
    destructive: bool
    """The action list holds a delete or a forget."""
    create_before_destroy: bool = False
    reason: str = ""
    """Terraform's action_reason in words, empty where there is none."""
    previous_address: str | None = None
    importing: str | None = None
    deposed: str | None = None
    before: Any = None
    after: Any = None
    after_unknown: Any = False
    before_sensitive: Any = False
    after_sensitive: Any = False
    replace_paths: tuple[tuple[str | int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class OutputChange:
    """One output that the plan changes; values are Special where sensitive or unknown."""

    name: str
    action: Action
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """How many resources are created, changed, replaced, destroyed, read, moved, imported, forgotten."""

    create: int = 0
    change: int = 0
    replace: int = 0
    destroy: int = 0
    read: int = 0
    move: int = 0
    imported: int = 0
    forget: int = 0

    @property
    def nothing(self) -> bool:
        """No resource is touched (reads do not count)."""
        return not (
            self.create or self.change or self.replace or self.destroy or self.move or self.imported or self.forget
        )

    def __str__(self) -> str:
        return f"+{self.create} ~{self.change} ±{self.replace} -{self.destroy}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A saved plan, read from `terraform show -json`."""

    format_version: str
    engine_version: str
    changes: tuple[ResourceChange, ...]
    """Managed and data resources with an action other than NONE, in the plan's order."""
    drift: tuple[ResourceChange, ...]
    """What was changed outside of Terraform and what this plan touches for it."""
    outputs: tuple[OutputChange, ...]
    counts: PlanCounts
    unchanged: int
    """Managed resources that stay as they are."""
    complete: bool
    errored: bool
    applyable: bool
    prior_state: Mapping[str, Any] = field(default_factory=dict)
    """Address -> resource of the state before: what a cost comparison needs, deposed objects included. Memory only.

    Each is a dict with `type`, `name`, `module`, `mode`, `values`, `unknown` (False or the mask), `sensitive`, and
    `region` where another AWS provider than the default one makes it.
    """
    planned_values: Mapping[str, Any] = field(default_factory=dict)
    """Address -> resource after the apply, unchanged ones included, in the same form. Memory only.

    `unknown` is the mask of what is known only after apply. A resource that the plan forgets is still in here.
    """
    variables: Mapping[str, Any] = field(default_factory=dict)
    """Name -> value of the variables that the plan was made with; sensitive ones are left out."""
    refresh_only: bool = False
    """Its apply takes the drift over into the state and does nothing else."""

    @property
    def empty(self) -> bool:
        """Nothing to apply: no resource and no output changes, and no drift that a refresh-only plan would accept."""
        return self.counts.nothing and not self.outputs and not (self.refresh_only and self.drift)

    @property
    def listed(self) -> tuple[ResourceChange, ...]:
        """What a review lists: the changes, or the drift that a refresh-only plan takes over into the state."""
        return self.drift if self.refresh_only else self.changes

    @property
    def destructive(self) -> tuple[ResourceChange, ...]:
        """The changes that delete or forget something, replacements included."""
        return tuple(change for change in self.changes if change.destructive)
