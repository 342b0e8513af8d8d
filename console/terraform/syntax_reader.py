"""HCL expressions read by the parser, as the tree of `console.terraform.syntax`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from console.terraform import string_literals
from console.terraform.hcl import LINES_BEFORE_EXPRESSION, parse_expression, significant, text_of
from console.terraform.syntax import (
    SPLAT_ELEMENT,
    Binary,
    Call,
    Conditional,
    For,
    GetAttribute,
    Index,
    Literal,
    Name,
    Node,
    ObjectNode,
    Splat,
    Template,
    TupleNode,
    Unary,
    Unsupported,
)

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode


def expression(node: TreeNode, *, lines_before: int = 0) -> Node:
    """The expression that a node of the parser stands for; `lines_before` do not count in its positions."""
    return _Reader(lines_before).expression(node)


def typed_expression(text: str) -> Node:
    """The expression that somebody typed; raises HclSyntaxError."""
    return expression(parse_expression(text), lines_before=LINES_BEFORE_EXPRESSION)


@dataclass(frozen=True, slots=True)
class _Reader:
    lines_before: int

    def at(self, node: TreeNode) -> tuple[int, int]:
        return node.start_point.row + 1 - self.lines_before, node.start_point.column + 1

    def expression(self, node: TreeNode) -> Node:
        return self.sequence(significant(node), node)

    def sequence(self, nodes: list[TreeNode], owner: TreeNode) -> Node:
        """A term with what is applied to it: `var` `.a` `[0]`, or `(` expression `)` `.a`."""
        if not nodes:
            return self.unsupported(owner)
        if nodes[0].type == "(" and len(nodes) >= 3:
            term, rest = self.expression(nodes[1]), nodes[3:]
        else:
            term, rest = self.term(nodes[0]), nodes[1:]
        return self.applied(term, rest, owner)

    def applied(self, term: Node, rest: list[TreeNode], owner: TreeNode) -> Node:
        for step in rest:
            inner = significant(step)
            if step.type == "get_attr":
                term = GetAttribute(term, text_of(inner[1]), at=self.at(step))
            elif step.type == "index" and inner[0].type == "new_index":
                term = Index(term, self.expression(significant(inner[0])[1]), at=self.at(step))
            elif step.type == "splat":
                term = self.splat(term, inner[0])
            else:
                return self.unsupported(owner)
        return term

    def splat(self, term: Node, node: TreeNode) -> Node:
        element = Name(SPLAT_ELEMENT, at=self.at(node))
        steps = [step for step in significant(node) if step.is_named]
        if node.type == "attr_splat" and any(step.type != "get_attr" for step in steps):
            return self.unsupported(node)
        return Splat(term, self.applied(element, steps, node), element, at=self.at(node))

    def term(self, node: TreeNode) -> Node:
        inner = significant(node)
        if node.type in {"literal_value", "collection_value", "template_expr", "operation", "for_expr"}:
            return self.term(inner[0])
        reader = _READERS.get(node.type)
        return reader(self, node) if reader is not None else self.unsupported(node)

    def name(self, node: TreeNode) -> Node:
        return Name(text_of(node), at=self.at(node))

    def constant(self, node: TreeNode) -> Node:
        text = text_of(node)
        value = {"true": True, "false": False, "null": None}.get(text, text)
        return Literal(Decimal(value) if isinstance(value, str) else value, at=self.at(node))

    def tuple_(self, node: TreeNode) -> Node:
        items = (self.expression(child) for child in significant(node) if child.type == "expression")
        return TupleNode(tuple(items), at=self.at(node))

    def unary(self, node: TreeNode) -> Node:
        operator, *operand = significant(node)
        return Unary(text_of(operator), self.sequence(operand, node), at=self.at(node))

    def conditional(self, node: TreeNode) -> Node:
        parts = [self.expression(child) for child in significant(node) if child.type == "expression"]
        return Conditional(*parts, at=self.at(node)) if len(parts) == 3 else self.unsupported(node)

    def template(self, node: TreeNode) -> Node:
        """A quoted string. Its text is taken from the source itself: the parser's own pieces lack outer spaces."""
        parts: list[str | Node] = []
        whole, start = node.text or b"", node.start_byte + 1
        holes = [child for child in node.children if child.type.startswith("template_") and child.child_count]
        for hole in (*holes, None):
            end = hole.start_byte if hole is not None else node.end_byte - 1
            raw = whole[start - node.start_byte : end - node.start_byte].decode()
            text = string_literals.unquoted(raw)
            if text is None or (hole is not None and raw.endswith(("$", "%"))):
                return self.unsupported(node)
            if text:
                parts.append(text)
            if hole is not None:
                inner = significant(hole)
                if hole.type != "template_interpolation" or [i.type for i in inner[1:-1]] != ["expression"]:
                    return self.unsupported(node)
                parts.append(self.expression(inner[1]))
                start = hole.end_byte
        if all(isinstance(part, str) for part in parts):
            return Literal("".join(str(part) for part in parts), at=self.at(node))
        return Template(tuple(parts), at=self.at(node))

    def heredoc(self, node: TreeNode) -> Node:
        """Heredocs without interpolation; backslashes mean nothing in them."""
        if any(child.type in {"template_interpolation", "template_directive"} for child in node.children):
            return self.unsupported(node)
        lines = text_of(node).splitlines(keepends=True)
        text = "".join(lines[1:-1])
        if lines[0].startswith("<<-"):
            text = textwrap.dedent(text)
        return Literal(text.replace("$${", "${").replace("%%{", "%{"), at=self.at(node))

    def object(self, node: TreeNode) -> Node:
        items: list[tuple[Node, Node]] = []
        for element in significant(node):
            if element.type != "object_elem":
                continue
            key_node, _, value_node = significant(element)
            key = self.expression(key_node)
            in_parentheses = text_of(key_node).startswith("(")
            if isinstance(key, Name) and not in_parentheses:
                key = Literal(key.name, at=key.at)
            elif not in_parentheses and not isinstance(key, Literal | Template):
                return self.unsupported(element)
            items.append((key, self.expression(value_node)))
        return ObjectNode(tuple(items), at=self.at(node))

    def for_(self, node: TreeNode) -> Node:
        inner = significant(node)
        intro = next(child for child in inner if child.type == "for_intro")
        names = tuple(text_of(child) for child in intro.children if child.type == "identifier")
        collection = next(child for child in intro.children if child.type == "expression")
        results = [self.expression(child) for child in inner if child.type == "expression"]
        condition = next((child for child in inner if child.type == "for_cond"), None)
        tests = [child for child in condition.children if child.type == "expression"] if condition is not None else []
        makes_object = node.type == "for_object_expr"
        if len(results) != (2 if makes_object else 1):
            return self.unsupported(node)
        return For(
            names,
            self.expression(collection),
            results[0] if makes_object else None,
            results[-1],
            self.expression(tests[0]) if tests else None,
            groups=any(child.type == "ellipsis" for child in inner),
            at=self.at(node),
        )

    def call(self, node: TreeNode) -> Node:
        inner = significant(node)
        holder = next((child for child in inner if child.type == "function_arguments"), None)
        arguments = significant(holder) if holder is not None else []
        return Call(
            text_of(inner[0]),
            tuple(self.expression(argument) for argument in arguments if argument.type == "expression"),
            expands_last=any(argument.type == "ellipsis" for argument in arguments),
            at=self.at(node),
        )

    def binary(self, node: TreeNode) -> Node:
        inner = significant(node)
        place = next((i for i, child in enumerate(inner) if child.type in BINARY_OPERATORS), None)
        if place is None:
            return self.unsupported(node)
        left, right = self.sequence(inner[:place], node), self.sequence(inner[place + 1 :], node)
        return Binary(inner[place].type, left, right, at=self.at(node))

    def unsupported(self, node: TreeNode) -> Unsupported:
        return Unsupported(text_of(node), at=self.at(node))


BINARY_OPERATORS = frozenset({"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"})

_READERS: dict[str, Callable[[_Reader, TreeNode], Node]] = {
    "expression": _Reader.expression,
    "variable_expr": _Reader.name,
    "numeric_lit": _Reader.constant,
    "bool_lit": _Reader.constant,
    "null_lit": _Reader.constant,
    "string_lit": _Reader.template,
    "quoted_template": _Reader.template,
    "heredoc_template": _Reader.heredoc,
    "tuple": _Reader.tuple_,
    "object": _Reader.object,
    "for_tuple_expr": _Reader.for_,
    "for_object_expr": _Reader.for_,
    "function_call": _Reader.call,
    "unary_operation": _Reader.unary,
    "binary_operation": _Reader.binary,
    "conditional": _Reader.conditional,
}
