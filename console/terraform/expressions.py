"""Evaluates expressions of a configuration here and now: never a wrong answer, rather none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from console.terraform import syntax
from console.terraform.evaluated_values import (
    FailedError,
    OnlyTerraformError,
    SetValue,
    as_bool,
    as_integer,
    as_items,
    as_map,
    as_number,
    as_string,
    equal,
    known,
    lowered,
    same_kind,
)
from console.terraform.functions import FUNCTIONS
from console.terraform.number_values import lift, rounded

Variables = Callable[[str], Any]
"""The value of `var.<name>` as evaluation wants it; raises OnlyTerraformError for one that is not known."""


def evaluate(node: syntax.Node, variables: Variables) -> Any:
    """The value of the expression as evaluation has it; raises OnlyTerraformError or FailedError."""
    return _Evaluation(variables, {}).value(node)


def value_of(node: syntax.Node, variables: Variables) -> Any:
    """The value of the expression as plain Python; raises OnlyTerraformError or FailedError."""
    return lowered(evaluate(node, variables))


def holds(condition: syntax.Node, variables: Variables) -> bool | None:
    """Whether a condition holds; None where only Terraform can tell, an expression that fails included.

    Of conditions joined by `&&` one that is false decides, whatever the others are.
    """
    outcomes = [_outcome(part, variables) for part in syntax.conjunction(condition)]
    if False in outcomes:
        return False
    return None if None in outcomes else True


def _outcome(node: syntax.Node, variables: Variables) -> bool | None:
    try:
        return as_bool(evaluate(node, variables))
    except (OnlyTerraformError, FailedError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class _Evaluation:
    variables: Variables
    scope: Mapping[str, Any]

    def value(self, node: syntax.Node) -> Any:
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise OnlyTerraformError(type(node).__name__)
        return handler(self, node)

    def literal(self, node: syntax.Literal) -> Any:
        return node.value if node.value is None or isinstance(node.value, bool | str) else lift(node.value)

    def template(self, node: syntax.Template) -> Any:
        if len(node.parts) == 1 and isinstance(node.parts[0], syntax.Node):
            return self.value(node.parts[0])
        return "".join(part if isinstance(part, str) else as_string(self.value(part)) for part in node.parts)

    def tuple(self, node: syntax.TupleNode) -> Any:
        return [self.value(item) for item in node.items]

    def object(self, node: syntax.ObjectNode) -> Any:
        return {as_string(self.value(key)): self.value(item) for key, item in node.items}

    def name(self, node: syntax.Name) -> Any:
        if node.name in self.scope:
            return self.scope[node.name]
        raise OnlyTerraformError(node.name)

    def attribute(self, node: syntax.GetAttribute) -> Any:
        if node.source == syntax.Name("var") and "var" not in self.scope:
            return self.variables(node.name)
        source = known(self.value(node.source))
        if not isinstance(source, dict) or node.name not in source:
            raise FailedError(f"no attribute {node.name}")
        return source[node.name]

    def index(self, node: syntax.Index) -> Any:
        source, key = known(self.value(node.source)), self.value(node.key)
        if isinstance(source, dict):
            text = as_string(key)
            if text in source:
                return source[text]
        elif isinstance(source, list):
            place = as_integer(key)
            if 0 <= place < len(source):
                return source[place]
        raise FailedError("no such element")

    def splat(self, node: syntax.Splat) -> Any:
        source = known(self.value(node.source))
        if source is None:
            return []
        items = as_items(source) if isinstance(source, list | SetValue) else [source]
        return [self.within({node.element.name: item}).value(node.tail) for item in items]

    def within(self, names: Mapping[str, Any]) -> _Evaluation:
        return _Evaluation(self.variables, {**self.scope, **names})

    def call(self, node: syntax.Call) -> Any:
        if node.name == "can":
            return self.can(node)
        if node.name == "try":
            return self.try_(node)
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise OnlyTerraformError(node.name)
        arguments = [self.value(argument) for argument in node.arguments]
        if node.expands_last:
            arguments[-1:] = as_items(arguments[-1])
        return function(arguments)

    def can(self, node: syntax.Call) -> bool:
        if len(node.arguments) != 1 or node.expands_last:
            raise OnlyTerraformError("can")
        try:
            self.value(node.arguments[0])
        except FailedError:
            return False
        return True

    def try_(self, node: syntax.Call) -> Any:
        if node.expands_last:
            raise OnlyTerraformError("try")
        for argument in node.arguments:
            try:
                return self.value(argument)
            except FailedError:
                continue
        raise FailedError("nothing to try is left")

    def unary(self, node: syntax.Unary) -> Any:
        value = self.value(node.operand)
        return not as_bool(value) if node.operator == "!" else -as_number(value)

    def binary(self, node: syntax.Binary) -> Any:
        if node.operator in {"&&", "||"}:
            return self.logical(node)
        left, right = self.value(node.left), self.value(node.right)
        match node.operator:
            case "==":
                return equal(left, right)
            case "!=":
                return not equal(left, right)
            case _:
                return _ARITHMETIC[node.operator](as_number(left), as_number(right))

    def logical(self, node: syntax.Binary) -> bool:
        left = as_bool(self.value(node.left))
        decided = left is (node.operator == "||")
        try:
            right = as_bool(self.value(node.right))
        except FailedError as error:
            # Terraform 1.11 fails here, later ones do not look at the right side.
            raise OnlyTerraformError("a right side that fails") if decided else error from None
        return left if decided else right

    def conditional(self, node: syntax.Conditional) -> Any:
        """The chosen side, made of the type that both sides have in common."""
        condition = as_bool(self.value(node.condition))
        chosen = known(self.value(node.when_true if condition else node.when_false))
        try:
            other = known(self.value(node.when_false if condition else node.when_true))
        except FailedError:
            return chosen
        if chosen is None or other is None:
            return chosen
        primitive = (str, bool, Fraction)
        if isinstance(chosen, primitive) and isinstance(other, primitive):
            if type(chosen) is type(other):
                return chosen
            if isinstance(chosen, str) or isinstance(other, str):
                return as_string(chosen)
            raise FailedError("sides of different types")
        if same_kind(chosen, other):
            return chosen
        raise OnlyTerraformError("the common type of two sides")

    def for_(self, node: syntax.For) -> Any:
        pairs = self.pairs(node)
        if node.key is None:
            return [within.value(node.value) for within in pairs if self.passes(node, within)]
        result: dict[str, Any] = {}
        for within in pairs:
            if not self.passes(node, within):
                continue
            key, value = as_string(within.value(node.key)), within.value(node.value)
            if node.groups:
                result.setdefault(key, []).append(value)
            elif key in result:
                raise FailedError("a key twice")
            else:
                result[key] = value
        return result

    def passes(self, node: syntax.For, within: _Evaluation) -> bool:
        return node.condition is None or as_bool(within.value(node.condition))

    def pairs(self, node: syntax.For) -> list[_Evaluation]:
        """The scope of each round; with one name it is the value, with two the key or index stands before it."""
        collection = known(self.value(node.collection))
        keyed: list[tuple[Any, Any]]
        if isinstance(collection, dict):
            keyed = list(as_map(collection).items())
        elif isinstance(collection, SetValue):
            keyed = [(item, item) for item in as_items(collection)]
        else:
            keyed = [(Fraction(index), item) for index, item in enumerate(as_items(collection))]
        return [self.within(dict(zip(node.names, pair[-len(node.names) :], strict=True))) for pair in keyed]


def _divided(left: Fraction, right: Fraction) -> Fraction:
    if right == 0:
        raise OnlyTerraformError("a division by zero")
    return rounded(left / right)


def _remainder(left: Fraction, right: Fraction) -> Fraction:
    if right == 0:
        raise OnlyTerraformError("a division by zero")
    return rounded(left - rounded(right * int(_divided(left, right))))


_ARITHMETIC: dict[str, Callable[[Fraction, Fraction], Any]] = {
    "+": lambda left, right: rounded(left + right),
    "-": lambda left, right: rounded(left - right),
    "*": lambda left, right: rounded(left * right),
    "/": _divided,
    "%": _remainder,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_HANDLERS: dict[type[syntax.Node], Callable[[_Evaluation, Any], Any]] = {
    syntax.Literal: _Evaluation.literal,
    syntax.Template: _Evaluation.template,
    syntax.TupleNode: _Evaluation.tuple,
    syntax.ObjectNode: _Evaluation.object,
    syntax.Name: _Evaluation.name,
    syntax.GetAttribute: _Evaluation.attribute,
    syntax.Index: _Evaluation.index,
    syntax.Splat: _Evaluation.splat,
    syntax.Call: _Evaluation.call,
    syntax.Unary: _Evaluation.unary,
    syntax.Binary: _Evaluation.binary,
    syntax.Conditional: _Evaluation.conditional,
    syntax.For: _Evaluation.for_,
}
