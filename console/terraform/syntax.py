"""HCL expressions as a small tree of their own, apart from the parser that read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any expression; `at` is its first line and column, counted from 1."""

    at: tuple[int, int] = field(default=(1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: str | bool | Decimal | None


@dataclass(frozen=True, slots=True)
class Template(Node):
    """A string with interpolations; text and expressions in turn."""

    parts: tuple[str | Node, ...]


@dataclass(frozen=True, slots=True)
class TupleNode(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ObjectNode(Node):
    items: tuple[tuple[Node, Node], ...]
    """Keys and values; a key written as a bare word is a Literal."""


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class GetAttribute(Node):
    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Index(Node):
    source: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Splat(Node):
    """`source[*].tail`; the tail is an expression over `element`."""

    source: Node
    tail: Node
    element: Name


@dataclass(frozen=True, slots=True)
class Call(Node):
    name: str
    arguments: tuple[Node, ...]
    expands_last: bool = False


@dataclass(frozen=True, slots=True)
class Unary(Node):
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    condition: Node
    when_true: Node
    when_false: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """A `for` expression; `key` is None where it makes a tuple."""

    names: tuple[str, ...]
    collection: Node
    key: Node | None
    value: Node
    condition: Node | None
    groups: bool = False


@dataclass(frozen=True, slots=True)
class Unsupported(Node):
    """Something that only Terraform evaluates: template directives, heredocs with interpolations."""

    source: str


SPLAT_ELEMENT = "*"
"""The name of a splat's current element; no identifier can be written like this."""


def conjunction(node: Node) -> list[Node]:
    """The conditions that `&&` joins."""
    if isinstance(node, Binary) and node.operator == "&&":
        return [*conjunction(node.left), *conjunction(node.right)]
    return [node]
