"""Values while an expression is evaluated, and how Terraform converts and compares them.

null, booleans and text are Python's own; numbers are Fractions of at most 512 bits; lists and tuples are lists, maps
and objects are dicts, sets are `SetValue`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from console.domain.variables import TypeConstraint, TypeKind
from console.terraform.number_values import NUMBER, lift, lower, number_text, plain, read_number
from console.terraform.string_literals import normalized


class OnlyTerraformError(Exception):
    """The expression needs something that cannot be evaluated here, or not surely as Terraform would."""


class FailedError(Exception):
    """The expression fails in Terraform as well: `can` gives false of it, `try` goes on."""


@dataclass(frozen=True, slots=True)
class SetValue:
    """A set; text and numbers in Terraform's order."""

    items: tuple[Any, ...]

    @property
    def ordered(self) -> bool:
        """Whether the order of the items is Terraform's, too."""
        return len(self.items) < 2 or all(
            item is None or isinstance(item, str | Fraction | bool) for item in self.items
        )


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that exists, but whose value only Terraform knows."""


def lifted(value: Any, type_: TypeConstraint) -> Any:
    """A value that `type_constraints.convert` gave for the type, as evaluation wants it."""
    match value:
        case None | bool() | str():
            return value
        case int() | float() | Decimal():
            return lift(value)
        case Mapping():
            attributes, element = type_.attributes, type_.element or type_
            return {
                key: lifted(item, attributes[key].type if key in attributes else element) for key, item in value.items()
            }
    if type_.kind is TypeKind.TUPLE:
        return [lifted(item, element) for item, element in zip(value, type_.elements, strict=True)]
    items = [lifted(item, type_.element or type_) for item in value]
    return make_set(items) if type_.kind is TypeKind.SET else items


def as_string(value: Any) -> str:
    """Converted to text; raises FailedError where Terraform does not convert."""
    match known(value):
        case str(text):
            return text
        case bool():
            return "true" if value else "false"
        case Fraction():
            decimal = lower(value)
            if decimal is None:
                raise OnlyTerraformError("a number with endless digits as text")
            return number_text(plain(decimal))
        case _:
            raise FailedError("text is required")


def as_number(value: Any) -> Fraction:
    """Converted to a number; raises FailedError."""
    match known(value):
        case Fraction() as number:
            return number
        case str(text):
            read = read_number(text)
            if read is not None:
                return lift(read)
            if NUMBER.fullmatch(text) or "p" in text.lower():
                raise OnlyTerraformError("a number at the edge of Terraform's precision")
            raise FailedError("a number is required")
        case _:
            raise FailedError("a number is required")


def as_integer(value: Any) -> int:
    """Converted to a whole number; raises FailedError."""
    number = as_number(value)
    if number.denominator != 1:
        raise FailedError("a whole number is required")
    return int(number)


def as_bool(value: Any) -> bool:
    """Converted to true or false; raises FailedError."""
    match known(value):
        case bool(flag):
            return flag
        case "true" | "1":
            return True
        case "false" | "0":
            return False
        case _:
            raise FailedError("true or false is required")


def as_items(value: Any) -> list[Any]:
    """The elements of a list or set in Terraform's order; raises FailedError for anything else."""
    match known(value):
        case list(items):
            return items
        case SetValue() as whole if whole.ordered:
            return list(whole.items)
        case SetValue():
            raise OnlyTerraformError("the order of a set of objects")
        case _:
            raise FailedError("a list or set is required")


def as_map(value: Any) -> dict[str, Any]:
    """The pairs of a map or object in Terraform's order; raises FailedError for anything else."""
    if not isinstance(known(value), dict):
        raise FailedError("a map or object is required")
    return {key: value[key] for key in sorted(value)}


def known(value: Any) -> Any:
    """The value itself; raises OnlyTerraformError where it is not known here."""
    if isinstance(value, Opaque):
        raise OnlyTerraformError("a value that only Terraform knows")
    return value


def equal(left: Any, right: Any) -> bool:
    """Terraform's `==`: no conversion, and collections of different types are never equal.

    The type of a collection is not known here (`[1]` is a tuple, `tolist([1])` is not), so equal contents only count
    where both are sets of the same primitive type.
    """
    if not alike(left, right):
        return False
    if not isinstance(left, list | dict | SetValue):
        return True
    if (
        isinstance(left, SetValue)
        and isinstance(right, SetValue)
        and left.items
        and len(set(map(type, left.items))) == 1
    ):
        return True
    raise OnlyTerraformError("whether two collections have the same type")


def alike(left: Any, right: Any) -> bool:
    """Whether two values have the same contents, whatever the types of their collections."""
    left, right = known(left), known(right)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(alike(item, right[key]) for key, item in left.items())
    if isinstance(left, SetValue) and isinstance(right, SetValue):
        return len(left.items) == len(right.items) and all(
            any(alike(item, other) for other in right.items) for item in left.items
        )
    if isinstance(left, list | dict | SetValue) or isinstance(right, list | dict | SetValue):
        if type(left) is type(right) or left is None or right is None or isinstance(left, str | bool | Fraction):
            return False
        if isinstance(right, str | bool | Fraction):
            return False
        raise OnlyTerraformError("a comparison of collections of different kinds")
    return type(left) is type(right) and bool(left == right)


def unified(items: Iterable[Any]) -> list[Any]:
    """The items as elements of one list: Terraform makes them all text where primitive types differ."""
    given = [known(item) for item in items]
    kinds = {type(item) for item in given if item is not None}
    if len(kinds) <= 1 and kinds <= {str, bool, Fraction}:
        return given
    if kinds <= {str, bool, Fraction}:
        if str not in kinds:
            raise FailedError("elements of one type are required")
        return [None if item is None else as_string(item) for item in given]
    if len(kinds) == 1 and len({shape for item in given for shape in _leaf_kinds(item)}) <= 1:
        return given
    raise OnlyTerraformError("the common type of different collections")


def _leaf_kinds(value: Any) -> set[type]:
    match value:
        case None:
            return set()
        case dict():
            return {kind for item in value.values() for kind in _leaf_kinds(item)}
        case list():
            return {kind for item in value for kind in _leaf_kinds(item)}
        case SetValue(items=items):
            return {kind for item in items for kind in _leaf_kinds(item)}
        case _:
            return {type(known(value))}


def same_kind(left: Any, right: Any) -> bool:
    """Whether two collections surely have a common type that changes neither."""
    return type(left) is type(right) and len(_leaf_kinds(left) | _leaf_kinds(right)) <= 1


def make_set(items: Iterable[Any]) -> SetValue:
    """A set of the items, which are already of one type."""
    unique = without_repetition(items)
    given = [item for item in unique if item is not None]
    if any(all(isinstance(item, kind) for item in given) for kind in (str, bool, Fraction)):
        given.sort()
    return SetValue((*given, *([None] * (len(unique) - len(given)))))


def without_repetition(items: Iterable[Any]) -> list[Any]:
    """Each item once, in the order of their first appearance."""
    unique: list[Any] = []
    for item in items:
        if not any(alike(item, other) for other in unique):
            unique.append(item)
    return unique


def lowered(value: Any) -> Any:
    """The value as plain Python: numbers as int, float or Decimal, sets as lists. Raises OnlyTerraformError."""
    match known(value):
        case Fraction():
            decimal = lower(value)
            if decimal is None:
                raise OnlyTerraformError("a number with endless digits")
            return plain(decimal)
        case list():
            return [lowered(item) for item in value]
        case SetValue():
            return [lowered(item) for item in as_items(value)]
        case dict():
            return {key: lowered(item) for key, item in value.items()}
        case str():
            return normalized(value)
        case _:
            return value
