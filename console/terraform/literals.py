"""Constant HCL expressions as plain values, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from console.terraform import syntax
from console.terraform.number_values import as_decimal, number_text, plain
from console.terraform.string_literals import quoted

INDENT = "  "
BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NOT_BARE = {"true", "false", "null", "for"}
"""Words that mean something else at the beginning of an object."""


class NotALiteralError(Exception):
    """An expression that is not constant; `at` is its line and column, counted from 1."""

    def __init__(self, node: syntax.Node) -> None:
        self.at = node.at
        super().__init__(f"line {node.at[0]}, column {node.at[1]}: not a constant value")


def literal(node: syntax.Node) -> Any:
    """The value of a constant expression; raises NotALiteralError for references, functions and operators."""
    match node:
        case syntax.Literal(value=Decimal() as number):
            return plain(number)
        case syntax.Literal(value=value):
            return value
        case syntax.Unary(operator="-", operand=syntax.Literal(value=Decimal() as number)):
            return plain(number.copy_negate())
        case syntax.TupleNode(items=items):
            return [literal(item) for item in items]
        case syntax.ObjectNode(items=pairs):
            return {_key(key): literal(value) for key, value in pairs}
        case _:
            raise NotALiteralError(node)


def _key(node: syntax.Node) -> str:
    match literal(node):
        case str(text):
            return text
        case bool(flag):
            return "true" if flag else "false"
        case int() | float() | Decimal() as number:
            return number_text(number)
        case _:
            raise NotALiteralError(node)


def hcl_text(value: Any, *, indent: int = 0) -> str:
    """The HCL expression of the value, laid out as `terraform fmt` does.

    Lists of plain values that fit stand on one line; maps and objects have one line for each key. The value is one
    that `type_constraints.convert` gave: text in it is normalized, numbers are exact.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return _number(value)
        case str():
            return quoted(value)
        case Mapping():
            return _object(value, indent)
        case _:
            return _tuple(list(value), indent)


def one_line(value: Any) -> str:
    """The HCL expression of the value without a line break."""
    match value:
        case Mapping():
            inner = ", ".join(f"{_object_key(key)} = {one_line(item)}" for key, item in value.items())
            return "{ " + inner + " }" if inner else "{}"
        case list() | tuple():
            return "[" + ", ".join(one_line(item) for item in value) + "]"
        case _:
            return hcl_text(value)


LONGEST_LINE = 100
LONGEST_PLAIN_NUMBER = 40


def _number(value: int | float | Decimal) -> str:
    text = number_text(value)
    if len(text) <= LONGEST_PLAIN_NUMBER or "." not in text:
        return text
    # The mantissa always has a fraction: our own parser does not know the form 1E-60.
    mantissa, exponent = f"{as_decimal(value):E}".split("E")
    return f"{mantissa}{'' if '.' in mantissa else '.0'}E{exponent}"


def _tuple(items: list[Any], indent: int) -> str:
    single = one_line(items)
    if not any(isinstance(item, Mapping | list | tuple) for item in items) and len(single) <= LONGEST_LINE:
        return single
    inner = INDENT * (indent + 1)
    lines = [f"{inner}{hcl_text(item, indent=indent + 1)},\n" for item in items]
    return "[\n" + "".join(lines) + INDENT * indent + "]"


def _object(value: Mapping[str, Any], indent: int) -> str:
    if not value:
        return "{}"
    inner = INDENT * (indent + 1)
    rows = [(_object_key(key), hcl_text(item, indent=indent + 1)) for key, item in value.items()]
    lines = []
    for (key, text), width in zip(rows, _key_widths(rows), strict=True):
        lines.append(f"{inner}{key:<{width}} = {text}\n")
    return "{\n" + "".join(lines) + INDENT * indent + "}"


def _key_widths(rows: list[tuple[str, str]]) -> list[int]:
    """How wide each key is made: `terraform fmt` aligns neighbours whose values stay on one line."""
    widths: list[int] = []
    chain: list[str] = []
    for key, text in [*rows, ("", "\n")]:
        if "\n" not in text:
            chain.append(key)
            continue
        widths += [max(map(len, chain), default=0)] * len(chain) + [len(key)]
        chain = []
    return widths[:-1]


def _object_key(key: str) -> str:
    # Keys are kept to ASCII, since `terraform fmt` aligns them by what a terminal shows as one character.
    return key if BARE_KEY.fullmatch(key) and key not in _NOT_BARE else quoted(key, ascii_only=True)
