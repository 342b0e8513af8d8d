"""What a Terraform configuration sets, and which resources it refers to: read from a plan's `configuration` section.

A plan says of a value that does not exist yet only that it is unknown: not whether the configuration sets it or
leaves it to AWS, and not how many ids an unknown list will hold. The configuration says both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

_KEY_PATTERN = r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]'
_KEY = re.compile(_KEY_PATTERN)
_CALL = re.compile(rf"([\w-]+)(?:{_KEY_PATTERN})?\.(.+)")
_RESOURCE = re.compile(rf"[\w-]+\.[\w-]+(?:{_KEY_PATTERN})?")
_ALWAYS_KNOWN = ("path.", "terraform.", "count.", "each.key")
_NOT_FOLLOWED = ("data.", "local.", "each.", "self", "ephemeral.")
_EXPRESSION = frozenset({"references", "constant_value"})


@dataclass(frozen=True, slots=True)
class Reference:
    """What an argument's expression refers to, followed through module variables and outputs."""

    targets: tuple[str, ...] = ()
    """Resource addresses; without the keys of modules, with the resource's own key where the expression names one."""
    exact: bool = True
    """Made from one thing alone, so that a list of ids is as long as its one target has instances."""
    constant: bool = True
    """Made from nothing but what is known before an apply; unknown all the same, it was null and AWS decides."""


_CONSTANT = Reference()
_LOST = Reference((), exact=False, constant=False)
"""Something that a plan's configuration section does not let one follow, such as a local value."""

Configured = Mapping[str, Reference]
"""Arguments that a configuration sets, by dotted path: `subnets`, `network_configuration.subnets`."""


def without_keys(address: str) -> str:
    """The address without count and for_each keys: `module.a["x"].aws_eip.b[0]` becomes `module.a.aws_eip.b`."""
    return _KEY.sub("", address) if "[" in address else address


def read_configured(configuration: Mapping[str, Any]) -> dict[str, Configured]:
    """By resource address without keys, what each managed resource of a plan's `configuration` section sets."""
    root = _Module("", configuration.get("root_module") or {}, None, {})
    return dict(root.resources())


@dataclass(frozen=True, slots=True)
class _Module:
    """One module of the configuration, with the arguments that it was called with."""

    path: str
    content: Mapping[str, Any]
    parent: _Module | None
    arguments: Mapping[str, Any]

    def children(self) -> Iterator[_Module]:
        for name in self.content.get("module_calls") or {}:
            yield self.child(name)

    def child(self, name: str) -> _Module:
        call = (self.content.get("module_calls") or {}).get(name) or {}
        return _Module(f"{self.path}module.{name}.", call.get("module") or {}, self, call.get("expressions") or {})

    def resources(self) -> Iterator[tuple[str, Configured]]:
        for resource in self.content.get("resources") or ():
            if resource.get("mode") == "managed":
                found = dict(_arguments(resource.get("expressions") or {}))
                yield self.path + resource["address"], {path: self.follow(refs) for path, refs in found.items()}
        for child in self.children():
            yield from child.resources()

    def follow(self, references: Sequence[str]) -> Reference:
        """Resolve one expression's references to resources."""
        if not references:
            return _CONSTANT
        found = [self._follow_one(text) for text in _longest(references)]
        targets = tuple(dict.fromkeys(target for reference in found for target in reference.targets))
        exact = len(found) <= 1 and all(reference.exact for reference in found)
        return Reference(targets, exact, all(reference.constant for reference in found))

    def _follow_one(self, text: str) -> Reference:
        head, _, rest = text.partition(".")
        if text.startswith(_ALWAYS_KNOWN):
            return Reference((), exact=False)
        if text.startswith(_NOT_FOLLOWED):
            return _LOST
        if head == "var":
            return self._follow_argument(rest)
        if head == "module":
            call = _CALL.fullmatch(rest)
            return self._follow_output(call[1], call[2]) if call else _LOST
        resource = _RESOURCE.match(text)
        return Reference((self.path + resource[0],), constant=False) if resource else _LOST

    def _follow_argument(self, name: str) -> Reference:
        plain = re.split(r"[.\[]", name, maxsplit=1)[0]
        expression = self.arguments.get(plain)
        if self.parent is None or expression is None:
            return _CONSTANT
        found = self.parent.follow(_references(expression))
        return replace(found, exact=found.exact and plain == name)

    def _follow_output(self, name: str, output: str) -> Reference:
        child = self.child(name)
        plain = re.split(r"[.\[]", output, maxsplit=1)[0]
        declared = (child.content.get("outputs") or {}).get(plain)
        if declared is None:
            return _LOST
        found = child.follow(_references(declared.get("expression") or {}))
        return replace(found, exact=found.exact and plain == output)


def _longest(references: Sequence[str]) -> list[str]:
    """Terraform lists `a.b.c`, `a.b`; only the longest says what is meant."""
    if len(references) == 1:
        return [references[0]]
    return [
        text
        for text in dict.fromkeys(references)
        if not any(other.startswith((f"{text}.", f"{text}[")) for other in references)
    ]


def _arguments(block: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Dotted path and references of every argument in a block; repeated blocks join under one path."""
    for name, value in block.items():
        path = prefix + name
        if isinstance(value, list):
            yield path, _references(value)
            merged: dict[str, list[str]] = {}
            for item in value:
                for inner, references in _arguments(item, path + "."):
                    merged.setdefault(inner, []).extend(references)
            yield from merged.items()
        elif isinstance(value, Mapping) and value and not value.keys() <= _EXPRESSION:
            yield path, _references(value)
            yield from _arguments(value, path + ".")
        else:
            yield path, _references(value)


def _references(value: Any) -> list[str]:
    """All references inside an expression or block."""
    if isinstance(value, list):
        return [text for item in value for text in _references(item)]
    if not isinstance(value, Mapping):
        return []
    if value.keys() <= _EXPRESSION:
        return list(value.get("references") or ())
    return [text for item in value.values() for text in _references(item)]
