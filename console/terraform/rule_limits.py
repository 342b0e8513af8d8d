"""What a form can offer of a variable's rules before a value is typed: allowed values, bounds, a pattern."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from console.terraform import syntax
from console.terraform.literals import NotALiteralError, literal

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Limits:
    """Empty or None where no rule says so."""

    allowed: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None


def limits(name: str, conditions: Iterable[syntax.Node]) -> Limits:
    """The limits that the conditions of `var.<name>` set on their own.

    Read from conditions that `&&` joins, of the forms `contains([...], var.x)`, `var.x >= 1` and
    `can(regex("...", var.x))`; `var.x == null ||` before them is passed over. Open bounds (`var.x > 0`) set none.
    """
    variable = syntax.GetAttribute(syntax.Name("var"), name)
    allowed: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    for condition in conditions:
        for part in syntax.conjunction(_without_null(condition, variable)):
            choice = _choice(part, variable)
            if choice and not allowed:
                allowed = choice
            pattern = pattern or _pattern(part, variable)
            match _bound(part, variable):
                case (">=", bound):
                    minimum = bound if minimum is None else max(minimum, bound)
                case ("<=", bound):
                    maximum = bound if maximum is None else min(maximum, bound)
    return Limits(allowed, minimum, maximum, pattern)


def _without_null(condition: syntax.Node, variable: syntax.Node) -> syntax.Node:
    match condition:
        case syntax.Binary(
            operator="||", left=syntax.Binary(operator="==", left=left, right=syntax.Literal(value=None)), right=right
        ) if left == variable:
            return right
        case _:
            return condition


def _choice(part: syntax.Node, variable: syntax.Node) -> tuple[Any, ...]:
    match part:
        case syntax.Call(name="contains", arguments=(syntax.TupleNode() as values, wanted)) if wanted == variable:
            try:
                return tuple(literal(values))
            except NotALiteralError:
                return ()
        case _:
            return ()


def _pattern(part: syntax.Node, variable: syntax.Node) -> str | None:
    match part:
        case syntax.Call(
            name="can",
            arguments=(syntax.Call(name="regex", arguments=(syntax.Literal(value=str(pattern)), text)),),
        ) if text == variable:
            return pattern
        case _:
            return None


def _bound(part: syntax.Node, variable: syntax.Node) -> tuple[str, float] | None:
    if not isinstance(part, syntax.Binary) or part.operator not in _FLIPPED:
        return None
    for side, other, operator in (
        (part.left, part.right, part.operator),
        (part.right, part.left, _FLIPPED[part.operator]),
    ):
        if side == variable:
            try:
                bound = literal(other)
            except NotALiteralError:
                return None
            if isinstance(bound, int | float | Decimal) and not isinstance(bound, bool):
                return operator, float(bound) if float(bound) != int(bound) else int(bound)
    return None
