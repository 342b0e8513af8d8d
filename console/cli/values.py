"""Values given on the command line: `--set` for plain variables, `--secret` for sensitive ones."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from console.bootstrap import Console
from console.domain.environment import EnvironmentName
from console.errors import InputError


def overrides(services: Console, name: EnvironmentName, assignments: Sequence[str]) -> dict[str, Any]:
    """Variables changed by `--set name=value`; raises InputError for what is unknown, sensitive or unreadable."""
    return dict(services.variables.parse_assignment(name, assignment) for assignment in assignments)


def secrets(services: Console, name: EnvironmentName, given: Sequence[str]) -> dict[str, str]:
    """Texts of sensitive variables, from where `--secret` says; never from the command line itself."""
    schema = {field.variable.name: field.variable for field in services.variables.form(name).fields}
    found = {}
    for entry in given:
        key, separator, source = entry.partition("=")
        if key not in schema or not (schema[key].sensitive or schema[key].ephemeral):
            raise InputError(f"--secret {key}: {name} has no sensitive or ephemeral variable of that name.")
        found[key] = _read(key, source) if separator else _ask(key)
    return found


def _read(key: str, source: str) -> str:
    kind, _, where = source.partition(":")
    if kind == "env" and where:
        value = os.environ.get(where)
        if value is None:
            raise InputError(f"--secret {key}: the environment has no variable {where}.")
        return value
    if kind == "file" and where:
        try:
            return Path(where).expanduser().read_text(encoding="utf-8").rstrip("\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise InputError(f"--secret {key}: the file {where} cannot be read: {reason}.") from None
    raise InputError(
        f"--secret {key}: a value on the command line is seen by everybody on this machine; write "
        f"--secret {key}=env:VARIABLE, --secret {key}=file:PATH, or --secret {key} to type it."
    )


def _ask(key: str) -> str:
    if not sys.stdin.isatty():
        raise InputError(f"--secret {key}: there is no terminal to type it at; write --secret {key}=env:VARIABLE.")
    return getpass.getpass(f"{key}: ", stream=sys.stderr)
