"""Addresses of resources and modules as Terraform writes them, before they become an argument of the engine."""

from __future__ import annotations

import re

from console.errors import InputError

_INDEX = r"(?:\[(?:\d+|\"(?:[^\"\\\x00-\x1f]|\\.)*\")\])?"
_NAME = r"[A-Za-z_][\w-]*"
_MODULE = re.compile(rf"module\.{_NAME}{_INDEX}(?:\.module\.{_NAME}{_INDEX})*")
_RESOURCE = re.compile(rf"(?:module\.{_NAME}{_INDEX}\.)*(?:data\.)?{_NAME}\.{_NAME}{_INDEX}")


def resource_address(text: str) -> str:
    """The address of one resource, as it was given; raises InputError for anything else, options included."""
    if not _RESOURCE.fullmatch(text) or _MODULE.fullmatch(text):
        raise InputError(_refusal(text, "a resource", 'module.network.aws_subnet.public["a"]'))
    return text


def target_address(text: str) -> str:
    """The address of a resource or of a module with all that is in it; raises InputError for anything else."""
    if not (_RESOURCE.fullmatch(text) or _MODULE.fullmatch(text)):
        raise InputError(_refusal(text, "a resource or a module", "module.network"))
    return text


def _refusal(text: str, what: str, example: str) -> str:
    shown = text if len(text) <= 80 else text[:77] + "..."
    return f"{shown!r} is not the address of {what}: write it as the plan does, for example {example}."
