"""The input variables of a root configuration, as its own variables.tf declares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class TypeKind(StrEnum):
    """The constructors of Terraform's type constraints."""

    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    LIST = "list"
    SET = "set"
    MAP = "map"
    OBJECT = "object"
    TUPLE = "tuple"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of an object type; `optional(type, default)` gives the last two."""

    type: TypeConstraint
    optional: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class TypeConstraint:
    """A type as written: `list(string)`, `object({ name = string, size = optional(number, 1) })`."""

    kind: TypeKind
    element: TypeConstraint | None = None
    """Of list, set and map."""
    elements: tuple[TypeConstraint, ...] = ()
    """Of tuple."""
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    """Of object."""

    def __str__(self) -> str:
        match self.kind:
            case TypeKind.LIST | TypeKind.SET | TypeKind.MAP:
                return f"{self.kind}({self.element})"
            case TypeKind.TUPLE:
                return f"tuple([{', '.join(map(str, self.elements))}])"
            case TypeKind.OBJECT:
                inner = ", ".join(
                    f"{name} = optional({a.type})" if a.optional else f"{name} = {a.type}"
                    for name, a in self.attributes.items()
                )
                return f"object({{{inner}}})"
            case _:
                return str(self.kind)


@dataclass(frozen=True, slots=True)
class Rule:
    """One `validation` block of a variable.

    `holds(value, others)` evaluates the condition here and now with this value and the other variables' values: True,
    False, or None where it needs something that only Terraform can evaluate.
    """

    condition: str
    message: str
    holds: Callable[[Any, Mapping[str, Any]], bool | None]


@dataclass(frozen=True, slots=True)
class Variable:
    """One `variable` block. `default` is meaningless when `required`."""

    name: str
    type: TypeConstraint
    description: str
    required: bool
    default: Any = None
    default_unknown: bool = False
    """The default is an expression that cannot be evaluated here."""
    sensitive: bool = False
    ephemeral: bool = False
    nullable: bool = True
    group: str = ""
    """The heading (`# --- Network ---`) it stands under, or empty."""
    rules: tuple[Rule, ...] = ()
    allowed: tuple[Any, ...] = ()
    """The values of a `contains([...], var.x)` rule, for a list to choose from; empty where there is none."""
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be used: shown at its field, or as a sentence with the variable's name."""

    variable: str
    message: str
    path: str = ""
    """Where inside a list, map or object, e.g. `[2].cidr`; empty for the whole value."""
