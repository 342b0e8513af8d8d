"""Terraform's masks over a value: trees of the value's own shape whose `true` leaves mark what is secret or unknown.

A mask is `true` (all of it), `false`, absent, an object or a list. In a list or a set, a mask's element stands at the
position of the value's element; masks may be shorter than the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from console.domain.plan import Special


def part(mask: Any, key: str | int) -> Any:
    """The mask of one member or element."""
    if mask is True:
        return True
    if isinstance(mask, dict):
        return mask.get(key, False)
    if isinstance(mask, list) and isinstance(key, int):
        return mask[key] if key < len(mask) else False
    return False


def marks_anything(mask: Any) -> bool:
    """Some part of it is true."""
    if isinstance(mask, dict):
        return any(marks_anything(member) for member in mask.values())
    if isinstance(mask, list):
        return any(marks_anything(element) for element in mask)
    return bool(mask)


def hides(mask: Any, value: Any) -> bool:
    """The whole value is masked: the mask says so, or it marks something and does not have the value's shape."""
    if mask is True:
        return True
    fits = isinstance(value, dict | list) and isinstance(mask, type(value))
    return not fits and marks_anything(mask)


def masked(value: Any, sensitive: Any, unknown: Any = False) -> Any:
    """The value with a `Special` in place of whatever is sensitive or unknown, at any depth.

    Sensitive wins over unknown. Terraform leaves unknown members out of the value, so they are added from the mask.
    """
    if hides(sensitive, value):
        return Special.SENSITIVE
    if unknown is True:
        return Special.UNKNOWN
    if isinstance(value, dict):
        names = [*value, *(name for name in unknown_names(unknown) if name not in value)]
        return {name: masked(value.get(name), part(sensitive, name), part(unknown, name)) for name in names}
    if isinstance(value, list):
        return [masked(item, part(sensitive, index), part(unknown, index)) for index, item in enumerate(value)]
    return value


def secret_values(value: Any, sensitive: Any) -> Iterator[Any]:
    """The parts of the value that the mask marks."""
    if hides(sensitive, value):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from secret_values(member, part(sensitive, name))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from secret_values(element, part(sensitive, index))


def unknown_names(unknown: Any) -> list[str]:
    """Members of an object whose mask says that some of them is unknown."""
    return [name for name, mask in unknown.items() if marks_anything(mask)] if isinstance(unknown, dict) else []
