"""How a variable reads: its row in the form, and what is known of it beside its value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.content import Content

from console.domain.variables import TypeKind, Variable
from console.ui.gate import cell, styled
from console.ui.row_table import Column

if TYPE_CHECKING:
    from rich.text import Text

    from console.ui.drafts import Draft
    from console.ui.facts import Fact
    from console.ui.ports import Field

COLUMNS = (
    Column("", 1),
    Column("VARIABLE", 27),
    Column("TYPE", 6),
    Column("PRESET", 12, grows=True),
    Column("CHANGE", 12, grows=True),
)
CELL_LIMIT = 80
MASK = "••••••"
GROUP_KEY = "group:"
"""Rows of groups have a key that no variable can have."""

Show = Callable[[Variable, Any], str]
"""The services' way to write a value."""


def secret(variable: Variable) -> bool:
    """Given for each run, kept nowhere."""
    return variable.sensitive or variable.ephemeral


def one_line(text: str) -> str:
    """A value of several lines as one, for a cell."""
    return " ".join(text.split()) if "\n" in text else text


def choices(variable: Variable) -> tuple[Any, ...]:
    """The values to choose from, empty where a value is typed."""
    if variable.type.kind is TypeKind.BOOL:
        offered: tuple[Any, ...] = (True, False)
    else:
        offered = variable.allowed
    return (*offered, None) if offered and variable.nullable and variable.default is None else offered


def is_collection(variable: Variable) -> bool:
    """Edited as HCL of several lines."""
    return variable.type.kind not in (TypeKind.STRING, TypeKind.NUMBER, TypeKind.BOOL)


def base(field: Field) -> tuple[bool, Any]:
    """Whether there is a value without the overlay, and which."""
    if field.preset_set:
        return True, field.preset
    return not field.variable.required and not field.variable.default_unknown, field.variable.default


def mark(field: Field, draft: Draft) -> str:
    """`!` a problem, `?` a value is missing, `*` changed."""
    name = field.variable.name
    if name in draft.problems:
        return "!"
    given = name in draft.secrets if secret(field.variable) else name in draft.values
    if given:
        return "*"
    return "?" if field.variable.required and not field.preset_set else " "


def variable_row(field: Field, draft: Draft, show: Show, colours: dict[str, str]) -> tuple[Text, ...]:
    """Mark, name, type, preset's value (muted where it is only the default), change."""
    variable, sign = field.variable, mark(field, draft)
    colour = {"!": colours["error"], "?": colours["warning"], "*": colours["primary"]}.get(sign, "")
    return (
        cell(sign, colour),
        cell(f"  {variable.name}", colour if sign != " " else ""),
        cell(variable.type.kind.value, colours["muted"]),
        cell(base_text(field, show), "" if field.preset_set else colours["muted"], limit=CELL_LIMIT),
        cell(change_text(field, draft, show), colour, limit=CELL_LIMIT),
    )


def group_row(group: str, count: int, changed: int, folded: bool, colours: dict[str, str]) -> tuple[Text, ...]:
    """`▾ Network`, how many are in it and how many are changed."""
    sign = "▸" if folded else "▾"
    summary = f"{changed} changed" if changed else ""
    return (
        cell(""),
        cell(f"{sign} {group or 'Other'}", f"bold {colours['heading']}"),
        cell(count, colours["muted"]),
        cell(""),
        cell(summary, colours["primary"]),
    )


def base_text(field: Field, show: Show) -> str:
    """The value without the operator's change."""
    if secret(field.variable):
        return "for each run"
    known, value = base(field)
    if known:
        return one_line(show(field.variable, value))
    return "computed" if field.variable.default_unknown else "-"


def change_text(field: Field, draft: Draft, show: Show) -> str:
    """The operator's change: the text as typed while it cannot be used, else the value."""
    name = field.variable.name
    if secret(field.variable):
        return MASK if name in draft.secrets else ""
    if name in draft.texts:
        return one_line(draft.texts[name])
    return one_line(show(field.variable, draft.values[name])) if name in draft.values else ""


def variable_facts(field: Field, show: Show) -> list[Fact]:
    """Description, type, limits and where its value comes from."""
    variable = field.variable
    facts: list[Fact] = [
        ("", variable.description or "No description."),
        ("", Content("")),
        ("Type", str(variable.type)),
    ]
    if variable.allowed:
        facts.append(("One of", ", ".join(show(variable, value) for value in variable.allowed)))
    if variable.minimum is not None or variable.maximum is not None:
        facts.append(("Range", _limits(variable)))
    if variable.pattern:
        facts.append(("Pattern", variable.pattern))
    facts.extend(("Rule", rule.message) for rule in variable.rules)
    if secret(variable):
        facts.append(("Kept", "nowhere: it is for this session only, masked, and goes to the engine by environment"))
    else:
        facts.append(("Preset", show(variable, field.preset) if field.preset_set else "does not set it"))
        facts.append(("Default", _default(variable, show)))
    if variable.nullable and not variable.required:
        facts.append(("Null", "allowed: write null"))
    if variable.file:
        facts.append(("Declared", styled("[$foreground-muted]$f:$l[/]", f=variable.file, l=variable.line)))
    return facts


def _limits(variable: Variable) -> str:
    low, high = (f"{limit:g}" if limit is not None else None for limit in (variable.minimum, variable.maximum))
    if low and high:
        return f"{low} to {high}"
    return f"{low} or more" if low else f"{high} or less"


def _default(variable: Variable, show: Show) -> str:
    if variable.required:
        return "none: a value is required"
    return "computed by Terraform" if variable.default_unknown else show(variable, variable.default)
