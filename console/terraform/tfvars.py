"""Values rendered as a `.tfvars` file that Terraform reads back to exactly the same values."""

from __future__ import annotations

import functools
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from console.domain.variables import TypeKind, Variable
from console.errors import InputError
from console.terraform.literals import hcl_text, one_line
from console.terraform.number_values import number_text
from console.terraform.string_literals import INVISIBLE
from console.terraform.type_constraints import convert

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

COMMENT_WIDTH = 98
LONGEST_ENVIRONMENT_VALUE = 128 * 1024 - 1
"""Bytes that Linux allows for one `NAME=value` of an environment, its end included."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    comment: tuple[str, ...]
    text: str = ""
    by_environment: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    entries: tuple[_Entry, ...]


def render(title: str, variables: Sequence[Variable], values: Mapping[str, Any]) -> str:
    """The tfvars text of the values, in the order of the variables.

    Variables without a value are left to Terraform's default; sensitive and ephemeral ones are only named in a comment.
    Raises InputError for a value of a sensitive, ephemeral or unknown variable and for one that does not fit its type.
    """
    known = {variable.name for variable in variables}
    for name in values:
        if name not in known:
            raise InputError(f"{name} is not a variable of this configuration; remove it.")
    groups = dict.fromkeys(variable.group for variable in variables)
    rendered = [
        _Group(_one_line(group), tuple(entry for v in variables if v.group == group and (entry := _entry(v, values))))
        for group in groups
    ]
    return _template().render(title=_one_line(title), groups=[group for group in rendered if group.entries])


def as_environment(variable: Variable, value: Any) -> tuple[str, str]:
    """Name and text of the `TF_VAR_...` that gives Terraform this value; raises InputError.

    Terraform takes the text of primitive variables as it is and reads that of others as an HCL expression.
    """
    converted = _converted(variable, value)
    if variable.type.kind is TypeKind.STRING and isinstance(converted, str):
        text = converted
    elif variable.type.kind in {TypeKind.NUMBER, TypeKind.BOOL} and converted is not None:
        text = str(converted).lower() if isinstance(converted, bool) else number_text(converted)
    elif converted is None:
        raise InputError(f"{variable.name} has no value: null cannot be given to Terraform by environment.")
    else:
        text = one_line(converted)
    name = f"TF_VAR_{variable.name}"
    if len(f"{name}={text}".encode()) > LONGEST_ENVIRONMENT_VALUE:
        raise InputError(
            f"{variable.name} is longer than the 128 KiB that an environment variable may hold; shorten it."
        )
    return name, text


def template_environment() -> SandboxedEnvironment:
    """The template environment: nothing of Python can be reached from it and an undefined name is an error."""
    from jinja2 import PackageLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        loader=PackageLoader("console.terraform", "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # HCL, not HTML: quoting is done value by value
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@functools.cache
def _template() -> Template:
    return template_environment().get_template("environment.tfvars.j2")


def _entry(variable: Variable, values: Mapping[str, Any]) -> _Entry | None:
    comment = tuple(textwrap.wrap(_one_line(variable.description), COMMENT_WIDTH, break_long_words=False))
    kind = "sensitive" if variable.sensitive else "ephemeral" if variable.ephemeral else ""
    if kind:
        if variable.name in values:
            raise InputError(
                f"{variable.name} is {kind} and is never written to a file; "
                "give it by environment when it is asked for."
            )
        return _Entry(variable.name, comment, by_environment=kind)
    if variable.name not in values:
        return None
    return _Entry(variable.name, comment, text=hcl_text(_converted(variable, values[variable.name])))


def _converted(variable: Variable, value: Any) -> Any:
    converted, problems = convert(value, variable.type, variable.name)
    if problems:
        # What is wrong with a secret could quote the secret.
        reason = f"does not fit its type {variable.type}" if variable.sensitive else problems[0].message
        raise InputError(f"{variable.name}{problems[0].path} {reason}.")
    return converted


def _one_line(text: str) -> str:
    """Text that can stand in a comment: one line, nothing invisible."""
    visible = "".join(" " if unicodedata.category(character) in INVISIBLE else character for character in text)
    return " ".join(visible.split())
