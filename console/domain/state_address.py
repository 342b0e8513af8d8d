"""Addresses in a state: resources, modules and their instances, as Terraform spells them."""

from __future__ import annotations

import re
from typing import NamedTuple

from console.errors import InputError

_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
_KEY = r'\[(?:[0-9]+|"(?:[^"\\\n]|\\.)*")\]'
_MODULE = rf"module\.{_NAME}(?:{_KEY})?"
_RESOURCE = rf"(?:data\.)?{_NAME}\.{_NAME}(?:{_KEY})?"
_MODULES = re.compile(rf"(?:{_MODULE})(?:\.{_MODULE})*")
_RESOURCES = re.compile(rf"(?:{_MODULE}\.)*(?!module\.){_RESOURCE}")
_STEP = re.compile(rf"module\.({_NAME})(?:{_KEY})?\.?")
_LAST = re.compile(rf"(data\.)?({_NAME})\.({_NAME})({_KEY})?")


class AddressParts(NamedTuple):
    """What the configuration knows of a resource's address: names, without the keys of its modules."""

    modules: tuple[str, ...]
    mode: str
    type: str
    name: str
    key: str | None
    """`[0]` or `["a"]`, None where the resource is not repeated."""


def check_address(text: str, *, modules: bool = False) -> str:
    """The address as given; raises InputError for what is none. With `modules` that of a whole module is one, too."""
    if len(text) <= 1000 and (_RESOURCES.fullmatch(text) or (modules and _MODULES.fullmatch(text))):
        return text
    shown = text if len(text) <= 80 else text[:77] + "..."
    either = " or of a module (module.network)" if modules else ""
    raise InputError(
        f"{shown!r} is no address of a resource{either}: write it as `state list` does, for example "
        'module.service.aws_ecs_service.this or aws_subnet.public["us-east-1a"].'
    )


def is_module(address: str) -> bool:
    """It is the address of a module."""
    return _MODULES.fullmatch(address) is not None


def within(address: str, target: str) -> bool:
    """Whether the address is the target, one of its instances, or stands in it where it is a module."""
    return address == target or address.startswith((f"{target}.", f"{target}["))


def module_path(module: str) -> tuple[str, ...]:
    """The addresses of the modules on the way to this one, itself the last; empty for the root module."""
    found: list[str] = []
    at = 0
    while step := _STEP.match(module, at):
        at = step.end()
        found.append(module[:at].rstrip("."))
    return tuple(found)


def parts(address: str) -> AddressParts:
    """Take a resource's address apart; raises InputError for what is none."""
    check_address(address)
    modules: list[str] = []
    at = 0
    while step := _STEP.match(address, at):
        modules.append(step.group(1))
        at = step.end()
    last = _LAST.fullmatch(address, at)
    if last is None:
        raise InputError(f"{address!r} is no address of a resource.")
    mode = "data" if last.group(1) else "managed"
    return AddressParts(tuple(modules), mode, last.group(2), last.group(3), last.group(4))
