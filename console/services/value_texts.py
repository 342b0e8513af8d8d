"""Values as an operator types them in a field or after `--set`, and as they are shown to be edited."""

from __future__ import annotations

from typing import Any

from console.domain.variables import TypeKind, Variable
from console.errors import InputError
from console.terraform.hcl import HclSyntaxError
from console.terraform.literals import NotALiteralError, hcl_text, literal
from console.terraform.number_values import read_number
from console.terraform.syntax_reader import typed_expression
from console.terraform.type_constraints import convert

NULL = "null"
_YES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def parse(variable: Variable, text: str) -> Any:
    """The value that the text stands for; raises InputError.

    Text variables take the text as it is; numbers and booleans are read in a friendly way; collections are HCL
    expressions without references. `null` alone is null where the variable may be null.
    """
    kind = variable.type.kind
    stripped = text.strip()
    if stripped == NULL and variable.nullable:
        return None
    match kind:
        case TypeKind.STRING:
            value: Any = text
        case TypeKind.NUMBER:
            value = _number(variable, stripped)
        case TypeKind.BOOL:
            value = _boolean(variable, stripped)
        case _:
            value = _collection(variable, text)
    converted, problems = convert(value, variable.type, variable.name)
    if problems:
        reason = f"does not fit its type {variable.type}" if variable.sensitive else problems[0].message
        raise InputError(f"{variable.name}{problems[0].path} {reason}.")
    return converted


def show(variable: Variable, value: Any) -> str:
    """The text that `parse` reads back to the value; collections in several lines of HCL."""
    if value is None:
        return NULL
    converted, _ = convert(value, variable.type, variable.name)
    if variable.type.kind is TypeKind.STRING:
        return str(converted)
    return hcl_text(converted)


def _number(variable: Variable, text: str) -> Any:
    number = read_number(text.replace("_", ""))
    if number is None:
        raise InputError(f"{variable.name} must be a number such as 3 or 0.5{_but(variable, text)}.")
    return number


def _boolean(variable: Variable, text: str) -> bool:
    if text.lower() not in _YES:
        raise InputError(f"{variable.name} must be true or false{_but(variable, text)}.")
    return _YES[text.lower()]


def _collection(variable: Variable, text: str) -> Any:
    if not text.strip():
        raise InputError(f"{variable.name} is empty: write {_example(variable)}, or take the change back.")
    try:
        return literal(typed_expression(text))
    except HclSyntaxError as error:
        near = "" if variable.sensitive else f" near {error.near!r}"
        raise InputError(
            f"{variable.name}, line {error.line}, column {error.column}: not valid HCL{near}; "
            f"write it like {_example(variable)}."
        ) from None
    except NotALiteralError as error:
        line, column = error.at
        raise InputError(
            f"{variable.name}, line {line}, column {column}: only constant values can stand here, and text "
            f"needs quotes; write it like {_example(variable)}."
        ) from None


def _example(variable: Variable) -> str:
    match variable.type.kind:
        case TypeKind.MAP | TypeKind.OBJECT:
            name = next(iter(variable.type.attributes), "name")
            return f"{{ {name} = ... }}"
        case TypeKind.ANY:
            return '"text", 5, true, ["a", "b"] or { name = "value" }'
        case _:
            return '["a", "b"]'


def _but(variable: Variable, text: str) -> str:
    if variable.sensitive:
        return ""
    return f", not {text if len(text) <= 40 else text[:37] + '...'!r}" if text else ", not empty"
