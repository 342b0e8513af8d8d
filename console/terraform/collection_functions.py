"""Functions of lists, sets, maps and objects."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from console.terraform.evaluated_values import (
    FailedError,
    OnlyTerraformError,
    SetValue,
    alike,
    as_bool,
    as_integer,
    as_items,
    as_map,
    as_string,
    equal,
    known,
    make_set,
    unified,
    without_repetition,
)
from console.terraform.string_functions import characters


def length(value: Any) -> Fraction:
    match known(value):
        case str():
            return Fraction(len(characters(value)))
        case list() | dict():
            return Fraction(len(value))
        case SetValue():
            return Fraction(len(value.items))
        case _:
            raise FailedError("a collection or text is required")


def contains(collection: Any, value: Any) -> bool:
    items = _unordered(collection)
    if value is None:
        raise FailedError("a value is required")
    return any(equal(item, value) for item in items)


def alltrue(value: Any) -> bool:
    return all(_flags(value))


def anytrue(value: Any) -> bool:
    return any(_flags(value))


def _flags(value: Any) -> list[bool]:
    """Each element as a boolean, null as false; all of them, since one that is none fails the whole."""
    return [item is not None and as_bool(item) for item in _unordered(value)]


def _unordered(value: Any) -> Sequence[Any]:
    return value.items if isinstance(value, SetValue) else as_items(value)


def keys(value: Any) -> list[str]:
    return list(as_map(value))


def values(value: Any) -> list[Any]:
    return list(as_map(value).values())


def tolist(value: Any) -> list[Any] | None:
    return None if value is None else unified(as_items(value))


def toset(value: Any) -> SetValue | None:
    if value is None or isinstance(value, SetValue):
        return value
    return make_set(unified(as_items(value)))


def tomap(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    pairs = as_map(value)
    return dict(zip(pairs, unified(pairs.values()), strict=True))


def distinct(value: Any) -> list[Any]:
    return without_repetition(unified(as_items(value)))


def flatten(value: Any) -> list[Any]:
    result: list[Any] = []
    for item in as_items(value):
        if item is None:
            raise OnlyTerraformError("null in a list to be flattened")
        result += flatten(item) if isinstance(known(item), list | SetValue) else [item]
    return result


def concat(*lists: Any) -> list[Any]:
    result: list[Any] = []
    for value in lists:
        if isinstance(known(value), SetValue):
            raise OnlyTerraformError("a set in a list")
        result += as_items(value)
    if len({type(item) for item in result if item is not None}) > 1:
        raise OnlyTerraformError("the common type of different lists")
    return result


def merge(*maps: Any) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for value in maps:
        if value is not None:
            result |= as_map(value)
    if len({type(item) for item in result.values() if item is not None}) > 1:
        raise OnlyTerraformError("the common type of different maps")
    return result


def lookup(collection: Any, key: Any, *default: Any) -> Any:
    pairs, name = as_map(collection), as_string(key)
    others = {type(known(item)) for item in (*pairs.values(), *default) if item is not None}
    if len(others) > 1 and default:
        raise OnlyTerraformError("a default of another type")
    if name in pairs:
        return pairs[name]
    if not default:
        raise FailedError("no such key")
    return default[0]


def element(value: Any, place: Any) -> Any:
    items, index_ = as_items(value), as_integer(place)
    if isinstance(value, SetValue) or index_ < 0:
        raise OnlyTerraformError("an element counted from the end")
    if not items:
        raise FailedError("no elements")
    return items[index_ % len(items)]


def index(value: Any, wanted: Any) -> Fraction:
    if isinstance(value, SetValue):
        raise OnlyTerraformError("the place in a set")
    for place, item in enumerate(as_items(value)):
        if equal(item, wanted):
            return Fraction(place)
    raise FailedError("not in the list")


def sort(value: Any) -> list[str]:
    return sorted(as_string(item) for item in as_items(value))


def compact(value: Any) -> list[str]:
    return [as_string(item) for item in as_items(value) if item is not None and as_string(item) != ""]


def reverse(value: Any) -> list[Any]:
    return as_items(value)[::-1]


def slice_(value: Any, start: Any, end: Any) -> list[Any]:
    items, first, last = as_items(value), as_integer(start), as_integer(end)
    if isinstance(value, SetValue):
        raise OnlyTerraformError("a part of a set")
    if not 0 <= first <= last <= len(items):
        raise FailedError("beyond the list")
    return items[first:last]


def zipmap(names: Any, items: Any) -> dict[str, Any]:
    keys_, values_ = [as_string(name) for name in as_items(names)], as_items(items)
    if len(keys_) != len(values_):
        raise FailedError("as many values as keys are required")
    return dict(zip(keys_, values_, strict=True))


def one(value: Any) -> Any:
    items = as_items(value)
    if len(items) > 1:
        raise FailedError("one element at most is required")
    return items[0] if items else None


def coalesce(*arguments: Any) -> Any:
    for item in unified(arguments):
        if item is not None and item != "":
            return item
    raise FailedError("nothing but null")


def setunion(*sets: Any) -> SetValue:
    return make_set(unified(item for value in sets for item in _unordered(value)))


def setintersection(first: Any, *others: Any) -> SetValue:
    parts = _of_one_type([first, *others])
    return make_set(item for item in parts[0] if all(_has(part, item) for part in parts[1:]))


def setsubtract(first: Any, second: Any) -> SetValue:
    kept, removed = _of_one_type([first, second])
    return make_set(item for item in kept if not _has(removed, item))


def _has(items: list[Any], wanted: Any) -> bool:
    return any(alike(item, wanted) for item in items)


def _of_one_type(sets: list[Any]) -> list[list[Any]]:
    """The elements of each set after Terraform made all of them one type."""
    parts = [_unordered(value) for value in sets]
    together = iter(unified(item for part in parts for item in part))
    return [[next(together) for _ in part] for part in parts]
