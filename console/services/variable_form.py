"""What the form of an environment shows of each variable, and of two environments side by side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from console.domain.variables import Variable


class Source(StrEnum):
    """Where the value in effect comes from."""

    DEFAULT = "default"
    PRESET = "preset"
    OVERLAY = "overlay"
    ENVIRONMENT = "environment"
    """Sensitive and ephemeral variables: given for each run, kept nowhere."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Field:
    """One variable with its values; `effective` is None where it is unknown, missing or not kept."""

    variable: Variable
    preset: Any
    preset_set: bool
    overlay: Any
    overlay_set: bool
    effective: Any
    source: Source


@dataclass(frozen=True, slots=True)
class VariableForm:
    """The variables of an environment in the order of their declaration."""

    fields: tuple[Field, ...]
    unknown: tuple[str, ...]
    """Names that the preset or the overlay sets and the configuration does not declare."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The headings in their order."""
        return tuple(dict.fromkeys(field.variable.group for field in self.fields))

    @property
    def values(self) -> dict[str, Any]:
        """The values in effect, as far as they are known."""
        return {
            field.variable.name: field.effective
            for field in self.fields
            if field.source in {Source.PRESET, Source.OVERLAY}
            or (field.source is Source.DEFAULT and not field.variable.default_unknown)
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """One variable in two environments; a variable that one of them does not have is missing there."""

    name: str
    left: Any
    right: Any
    left_source: Source
    right_source: Source

    @property
    def same(self) -> bool:
        """Whether both have the same value; what is given for each run is never known to be the same."""
        per_run = Source.ENVIRONMENT in {self.left_source, self.right_source}
        missing = (self.left_source is Source.MISSING) != (self.right_source is Source.MISSING)
        return not per_run and not missing and bool(self.left == self.right)
