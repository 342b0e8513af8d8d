"""What a change does to a resource's attributes, leaf by leaf, with nothing secret in it.

Worked out for one resource when it is looked at: a plan of thousands would otherwise cost seconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from console.domain.plan import Action, AttributeChange, ResourceChange, Special
from console.errors import StreamError
from console.terraform.list_pairs import Pair, list_pairs
from console.terraform.redaction import Redactor
from console.terraform.value_masks import hides, marks_anything, masked, part, secret_values, unknown_names

DEEPEST = 60
"""Levels that are gone into; what lies deeper is shown as one value. Real resources end long before."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """A value before or after, with its masks; `there` is false where nothing stands at that place."""

    value: Any
    sensitive: Any = False
    unknown: Any = False
    there: bool = True

    def member(self, name: str) -> _Side:
        value = self.value if isinstance(self.value, dict) else {}
        there = name in value or part(self.unknown, name) is not False
        return _Side(value.get(name), part(self.sensitive, name), part(self.unknown, name), there)

    def element(self, index: int | None) -> _Side:
        if index is None:
            return _NOTHING
        return _Side(self.value[index], part(self.sensitive, index), part(self.unknown, index))

    def names(self) -> list[str]:
        value = self.value if isinstance(self.value, dict) else {}
        return [*value, *(name for name in unknown_names(self.unknown) if name not in value)]

    @property
    def hidden(self) -> bool:
        return hides(self.sensitive, self.value)

    @property
    def empty(self) -> bool:
        """Null, or a collection without elements: what an attribute is that nobody set."""
        return self.unknown is not True and (self.value is None or self.value in ({}, []))

    def shown(self) -> Any:
        if not self.there or (self.value is None and not marks_anything(self.unknown)):
            return Special.ABSENT
        return masked(self.value, self.sensitive, self.unknown)


_NOTHING = _Side(None, there=False)


def attribute_changes(change: ResourceChange, redactor: Redactor | None = None) -> tuple[AttributeChange, ...]:
    """The leaves that differ, in the plan's order; strings that hold JSON are compared inside.

    A create lists what is set, a destroy what was set, against `Special.ABSENT`. Where one side is sensitive both read
    `Special.SENSITIVE`. Whatever only moves, is imported or is forgotten keeps its attributes: no rows.

    Terraform's masks have holes: `terraform_data` gives its sensitive `input` back as an `output` that is not marked.
    So what is masked in one attribute is masked by its text in the others too, and `redactor` adds the secrets that
    the caller knows of.

    Raises StreamError where values are nested deeper than any that Terraform makes.
    """
    if change.action is Action.FORGET:
        return ()
    before = _NOTHING if change.before is None else _Side(change.before, change.before_sensitive)
    after = _Side(change.after, change.after_sensitive, change.after_unknown)
    if change.action is Action.DESTROY or (change.after is None and not marks_anything(change.after_unknown)):
        after = _NOTHING
    forcing = change.replace_paths if change.action is Action.REPLACE else ()
    masks = [redactor] if redactor is not None else []
    secrets = [*secret_values(change.before, change.before_sensitive)]
    secrets += secret_values(change.after, change.after_sensitive)
    if secrets:
        masks.append(Redactor.of_values(secrets))
    try:
        rows = list(_differences((), before, after))
    except RecursionError as error:
        raise StreamError(f"The values of {change.address} are nested too deep to be shown.") from error
    # Providers of the older kind turn "" into null and back. Terraform does not show that beside real changes either.
    rows = [row for row in rows if not (_blank(row[1]) and _blank(row[2]))] or rows
    return tuple(
        AttributeChange(_spelled(path, masks), _redacted(old, masks), _redacted(new, masks), _forces(path, forcing))
        for path, old, new in rows
    )


def _blank(shown: Any) -> bool:
    return shown is Special.ABSENT or shown in ("", {}, [])


def _redacted(value: Any, masks: list[Redactor]) -> Any:
    for mask in masks:
        value = mask.redact_value(value)
    return value


def _differences(path: _Path, before: _Side, after: _Side) -> Iterator[tuple[_Path, Any, Any]]:
    if (before.empty or not before.there) and (after.empty or not after.there):
        if before.there and after.there and before.value != after.value:
            yield path, before.shown(), after.shown()
        return
    if before.hidden or after.hidden:
        if before != after:
            yield path, _secret(before), _secret(after)
        return
    if after.unknown is True or len(path) >= DEEPEST:
        if after.unknown is True or before.value != after.value:
            yield path, before.shown(), after.shown()
        return
    inside = _insides(before, after)
    if inside is not None:
        yield from _within(path, *inside)
    elif before.value != after.value or type(before.value) is not type(after.value) or before.there != after.there:
        yield path, before.shown(), after.shown()


def _insides(before: _Side, after: _Side) -> tuple[_Side, _Side] | None:
    """Both sides as objects or as lists, read from JSON where they are strings; None where they are leaves."""
    old, new = _parsed(before), _parsed(after)
    for kind in (dict, list):
        if (isinstance(old.value, kind) or not old.there or old.value is None) and (
            isinstance(new.value, kind) or not new.there or new.value is None
        ):
            # Another spelling of equal JSON is still a change that the plan makes: show the text itself.
            same_inside = old.value == new.value and before.value != after.value
            return None if same_inside else (old, new)
    return None


def _parsed(side: _Side) -> _Side:
    text = side.value
    if not isinstance(text, str) or text[:1] not in ("{", "["):
        return side
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return side
    return side if _deep(value) else _Side(value)


def _deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            member
            for outer in level
            if isinstance(outer, dict | list)
            for member in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(level)


def _within(path: _Path, before: _Side, after: _Side) -> Iterator[tuple[_Path, Any, Any]]:
    if isinstance(before.value, list) or isinstance(after.value, list):
        for pair in _pairs(before, after):
            index = pair.before if pair.after is None else pair.after
            yield from _differences((*path, index or 0), before.element(pair.before), after.element(pair.after))
        if before.there and after.there and _only_reordered(before, after):
            yield path, before.shown(), after.shown()
        return
    names = before.names()
    for name in [*names, *(name for name in after.names() if name not in set(names))]:
        yield from _differences((*path, name), before.member(name), after.member(name))


def _pairs(before: _Side, after: _Side) -> list[Pair]:
    def elements(side: _Side) -> list[Any]:
        # An element of which something is unknown or secret is not the same as one that has only its value.
        return [
            [value, *(mask if marks_anything(mask) else None for mask in masks)]
            for index, value in enumerate(side.value or ())
            for masks in ((part(side.sensitive, index), part(side.unknown, index)),)
        ]

    return list_pairs(elements(before), elements(after))


def _only_reordered(before: _Side, after: _Side) -> bool:
    return before.value != after.value and all(
        pair.before is not None and pair.after is not None and pair.same for pair in _pairs(before, after)
    )


def _secret(side: _Side) -> Special:
    return Special.SENSITIVE if side.there else Special.ABSENT


def _forces(path: _Path, forcing: tuple[_Path, ...]) -> bool:
    return any(path[: len(force)] == force[: len(path)] for force in forcing)


def _spelled(path: _Path, masks: list[Redactor]) -> str:
    """`ingress[0].ports`, `tags["a.b"]`"""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
            continue
        name = reduce(lambda shown, mask: mask.redact_name(shown), masks, step)
        if _PLAIN_NAME.match(name):
            text += f".{name}" if text else name
        else:
            text += f"[{json.dumps(name, ensure_ascii=False)}]"
    return text
