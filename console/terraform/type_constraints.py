"""Values against type constraints: converted as Terraform converts them, or told why they cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from console.domain.variables import Problem, TypeConstraint, TypeKind
from console.terraform import string_literals
from console.terraform.number_values import is_exact, number_text, plain, read_number

KINDS_IN_WORDS = {
    TypeKind.STRING: "text",
    TypeKind.NUMBER: "a number",
    TypeKind.BOOL: "true or false",
    TypeKind.LIST: "a list",
    TypeKind.SET: "a set, written as a list",
    TypeKind.MAP: "a map",
    TypeKind.OBJECT: "an object",
    TypeKind.TUPLE: "a list of a fixed length",
}
_VALUES_IN_WORDS: tuple[tuple[Any, str], ...] = (
    (bool, "true or false"),
    ((int, float, Decimal), "a number"),
    (str, "text"),
    (Mapping, "a map"),
    ((list, tuple), "a list"),
)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def convert(value: Any, type_: TypeConstraint, variable: str) -> tuple[Any, tuple[Problem, ...]]:
    """The value as Terraform would hold it, and what is wrong with it.

    With problems the value is as far converted as it could be. Sets come back sorted and without duplicates, optional
    attributes filled in, text in Unicode normalization form C.
    """
    conversion = _Conversion(variable)
    return conversion.of(value, type_, ""), tuple(conversion.problems)


def in_words(value: Any) -> str:
    """What kind of value it is, for a sentence."""
    if value is None:
        return "null"
    for kinds, words in _VALUES_IN_WORDS:
        if isinstance(value, kinds):
            return words
    return f"a value of type {type(value).__name__}"


def attribute_path(path: str, name: str) -> str:
    """The path of an attribute or key below a path."""
    if name.isidentifier() and name.isascii():
        return f"{path}.{name}"
    return f"{path}[{string_literals.quoted(name)}]"


@dataclass(slots=True)
class _Conversion:
    variable: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: str, message: str, value: Any) -> Any:
        self.problems.append(Problem(self.variable, message, path))
        return value

    def of(self, value: Any, type_: TypeConstraint, path: str) -> Any:
        match type_.kind:
            case _ if value is None:
                return None
            case TypeKind.STRING | TypeKind.NUMBER | TypeKind.BOOL:
                return self.primitive(value, type_.kind, path)
            case TypeKind.LIST | TypeKind.SET | TypeKind.TUPLE:
                return self.sequence(value, type_, path)
            case TypeKind.MAP:
                return self.map(value, type_, path)
            case TypeKind.OBJECT:
                return self.object(value, type_, path)
        return self.any(value, path)

    def primitive(self, value: Any, kind: TypeKind, path: str) -> Any:
        if kind is TypeKind.STRING:
            return self.string(value, path)
        return self.number(value, path) if kind is TypeKind.NUMBER else self.boolean(value, path)

    def mismatch(self, value: Any, kind: TypeKind, path: str) -> Any:
        return self.refuse(path, f"must be {KINDS_IN_WORDS[kind]}, not {in_words(value)}", value)

    def string(self, value: Any, path: str) -> Any:
        match value:
            case str():
                reason = string_literals.refusal(value)
                return string_literals.normalized(value) if reason is None else self.refuse(path, reason, value)
            case bool():
                return "true" if value else "false"
            case int() | float() | Decimal():
                number = self.number(value, path)
                return number_text(number) if is_exact(number) else value
            case _:
                return self.mismatch(value, TypeKind.STRING, path)

    def number(self, value: Any, path: str) -> Any:
        match value:
            case bool():
                return self.mismatch(value, TypeKind.NUMBER, path)
            case int() | float() | Decimal():
                if is_exact(value):
                    return plain(value) if isinstance(value, Decimal) else value
                return self.refuse(path, "must be a finite number of at most 150 digits", value)
            case str():
                read = read_number(value)
                return (
                    plain(read)
                    if read is not None
                    else self.refuse(path, f"must be a number, not {_shown(value)}", value)
                )
            case _:
                return self.mismatch(value, TypeKind.NUMBER, path)

    def boolean(self, value: Any, path: str) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            if value in _BOOLEANS:
                return _BOOLEANS[value]
            return self.refuse(path, f"must be true or false, not {_shown(value)}", value)
        return self.mismatch(value, TypeKind.BOOL, path)

    def sequence(self, value: Any, type_: TypeConstraint, path: str) -> Any:
        if not _is_sequence(value):
            return self.mismatch(value, type_.kind, path)
        if type_.kind is TypeKind.TUPLE:
            return self.fixed_sequence(value, type_, path)
        element = type_.element or TypeConstraint(TypeKind.ANY)
        items = [self.of(item, element, f"{path}[{index}]") for index, item in enumerate(value)]
        if element.kind is TypeKind.ANY:
            items = self.alike(items, path)
        return items if type_.kind is TypeKind.LIST else without_duplicates(items)

    def fixed_sequence(self, value: Sequence[Any], type_: TypeConstraint, path: str) -> Any:
        if len(value) != len(type_.elements):
            return self.refuse(path, f"must have {len(type_.elements)} elements, not {len(value)}", value)
        pairs = zip(value, type_.elements, strict=True)
        return [self.of(item, element, f"{path}[{index}]") for index, (item, element) in enumerate(pairs)]

    def map(self, value: Any, type_: TypeConstraint, path: str) -> Any:
        if not isinstance(value, Mapping):
            return self.mismatch(value, TypeKind.MAP, path)
        element = type_.element or TypeConstraint(TypeKind.ANY)
        converted = {key: self.of(item, element, attribute_path(path, key)) for key, item in self.keyed(value, path)}
        if element.kind is TypeKind.ANY:
            return dict(zip(converted, self.alike(list(converted.values()), path), strict=True))
        return converted

    def object(self, value: Any, type_: TypeConstraint, path: str) -> Any:
        if not isinstance(value, Mapping):
            return self.mismatch(value, TypeKind.OBJECT, path)
        given = dict(self.keyed(value, path))
        converted: dict[str, Any] = {}
        for name, attribute in type_.attributes.items():
            below = attribute_path(path, name)
            if name not in given and not attribute.optional:
                self.refuse(below, "is missing and required", value)
                continue
            item = self.of(given.pop(name, None), attribute.type, below)
            converted[name] = self.of(attribute.default, attribute.type, below) if item is None else item
        for name in given:
            known = ", ".join(type_.attributes) or "none"
            self.refuse(
                attribute_path(path, name),
                f"is not an attribute of this object and Terraform would drop it without a word; it has {known}",
                value,
            )
        return converted

    def any(self, value: Any, path: str) -> Any:
        match value:
            case str():
                return self.string(value, path)
            case None | bool():
                return value
            case int() | float() | Decimal():
                return self.number(value, path)
            case Mapping():
                return {key: self.any(item, attribute_path(path, key)) for key, item in self.keyed(value, path)}
            case list() | tuple():
                return [self.any(item, f"{path}[{index}]") for index, item in enumerate(value)]
        return self.refuse(path, f"cannot be {in_words(value)}", value)

    def alike(self, items: list[Any], path: str) -> list[Any]:
        """The elements of a list or map of `any`, which Terraform makes all of one type: text where they differ."""
        kinds = {in_words(item) for item in items if item is not None}
        if len(kinds) <= 1:
            return items
        if "text" in kinds and kinds <= {"text", "a number", "true or false"}:
            return [None if item is None else self.string(item, path) for item in items]
        self.refuse(path, "must have elements that are all of one type", items)
        return items

    def keyed(self, value: Mapping[Any, Any], path: str) -> list[tuple[str, Any]]:
        pairs: list[tuple[str, Any]] = []
        for key, item in value.items():
            if not isinstance(key, str):
                self.refuse(path, f"has the key {key!r}, which must be text: put it between quotes", value)
            elif (reason := string_literals.refusal(key)) is not None:
                self.refuse(path, f"has a key that {reason}", value)
            else:
                pairs.append((string_literals.normalized(key), item))
        return pairs


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def without_duplicates(items: list[Any]) -> list[Any]:
    """The elements of a set, each once; primitives in Terraform's order with null last, others in the order given."""
    unique: list[Any] = []
    for item in items:
        if item not in unique:
            unique.append(item)
    given = [item for item in unique if item is not None]
    if all(isinstance(item, str) for item in given) or all(isinstance(item, int | float | Decimal) for item in given):
        return sorted(given) + [None] * (len(unique) - len(given))
    return unique
