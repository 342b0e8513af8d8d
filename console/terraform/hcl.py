"""HCL source files as blocks and attributes, and where they are broken."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

EXCERPT_LENGTH = 40


class HclSyntaxError(Exception):
    """Text that is not HCL; `line` and `column` count from 1, `near` is what stands there."""

    def __init__(self, line: int, column: int, near: str) -> None:
        self.line = line
        self.column = column
        self.near = near
        super().__init__(f"line {line}, column {column}: not valid HCL near {near!r}")


@dataclass(frozen=True, slots=True)
class Block:
    """One block such as `variable "name" { ... }`; the attributes are nodes of kind `expression`."""

    type: str
    labels: tuple[str, ...]
    attributes: Mapping[str, Node]
    blocks: tuple[Block, ...]
    line: int
    """Counted from 1."""


@functools.cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def parse(source: bytes) -> Node:
    """The syntax tree of a whole file; raises HclSyntaxError."""
    root = _parser().parse(source).root_node
    if root.has_error and (spelled_out := _with_fractions(source)) != source:
        root = _parser().parse(spelled_out).root_node
    if root.has_error:
        broken = _first_error(root)
        row, column = broken.start_point
        lines = source.split(b"\n")
        near = lines[row][column:] if row < len(lines) else b""
        raise HclSyntaxError(row + 1, column + 1, _excerpt(near))
    return root


_BARE_EXPONENT = re.compile(
    rb'"(?:\\.|[^"\\])*"|#[^\n]*|//[^\n]*|/\*.*?\*/|<<-?(\w+)\n.*?\n\s*\1\b|(?<![\w.])(\d+)([eE][+-]?\d+)', re.DOTALL
)
"""Text, comments and heredocs, to be passed over, and numbers such as 1e6."""


def _with_fractions(source: bytes) -> bytes:
    """The source with 1e6 written 1.0e6: HCL allows both, the parser knows the second only."""
    return _BARE_EXPONENT.sub(lambda found: found[2] + b".0" + found[3] if found[2] else found[0], source)


LINES_BEFORE_EXPRESSION = 1
"""How many lines parse_expression puts before the text."""


def parse_expression(text: str) -> Node:
    """The `expression` node of a single expression; raises HclSyntaxError.

    The expression is put between parentheses, so that it may span lines as a typed one does.
    """
    source = b"x = (\n" + text.encode() + b"\n)\n"
    try:
        root = parse(source)
    except HclSyntaxError as error:
        # A bracket that is never closed is only missed after the last line of the text.
        last = max(1, len(text.split("\n")))
        raise HclSyntaxError(min(last, max(1, error.line - 1)), error.column, error.near) from None
    body = _only_child(root, "body")
    attribute = _only_child(body, "attribute") if body is not None else None
    outer = _only_child(attribute, "expression") if attribute is not None else None
    inner = significant(outer) if outer is not None else []
    if [child.type for child in inner] != ["(", "expression", ")"]:
        raise HclSyntaxError(1, 1, _excerpt(text.encode()))
    return inner[1]


def _only_child(node: Node, type_: str) -> Node | None:
    children = [child for child in significant(node) if child.type == type_]
    return children[0] if len(children) == 1 else None


def significant(node: Node) -> list[Node]:
    """The children without comments."""
    return [child for child in node.children if child.type != "comment"]


def text_of(node: Node) -> str:
    """The source text of the node."""
    return (node.text or b"").decode()


def blocks(body: Node) -> Iterator[Block]:
    """The blocks directly in a `config_file` or `body`."""
    for child in body.named_children:
        if child.type == "body":
            yield from blocks(child)
        elif child.type == "block":
            yield _block(child)


def _block(node: Node) -> Block:
    parts = significant(node)
    bodies = [part for part in parts if part.type == "body"]
    attributes: dict[str, Node] = {}
    inner: tuple[Block, ...] = ()
    for body in bodies:
        inner += tuple(blocks(body))
        for attribute in body.named_children:
            if attribute.type == "attribute":
                name, *_, value = significant(attribute)
                attributes[text_of(name)] = value
    return Block(
        type=text_of(parts[0]),
        labels=tuple(text_of(part).strip('"') for part in parts[1:] if part.type in {"string_lit", "identifier"}),
        attributes=attributes,
        blocks=inner,
        line=node.start_point.row + 1,
    )


def comments(root: Node) -> list[tuple[int, str]]:
    """The comments outside of blocks with their lines, in the order of the file."""
    found = [
        (child.start_point.row + 1, text_of(child))
        for holder in (root, *(child for child in root.named_children if child.type == "body"))
        for child in holder.named_children
        if child.type == "comment"
    ]
    return sorted(found)


def _first_error(node: Node) -> Node:
    """The innermost first node that the parser could not make sense of."""
    for child in node.children:
        if child.has_error:
            return _first_error(child)
        if child.is_error or child.is_missing:
            return child
    return node


def _excerpt(text: bytes) -> str:
    shown = text.decode(errors="replace").strip()
    return shown if len(shown) <= EXCERPT_LENGTH else shown[:EXCERPT_LENGTH] + "..."
