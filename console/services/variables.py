"""The variables of an environment: shown, checked, changed and rendered."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from console.domain.environment import EnvironmentName, Preset
from console.domain.sentences import sentence
from console.domain.variables import Problem, Variable
from console.errors import InputError, PresetError
from console.services import value_texts
from console.services.overlays import Overlays
from console.services.variable_form import Comparison, Field, Source, VariableForm
from console.terraform.tfvars import render
from console.terraform.type_constraints import convert
from console.terraform.variable_schema import read_variables

IDENTIFYING = ("environment", "env", "aws_region", "region", "system")
"""Variables that say which environment it is. Where the preset sets one, nobody changes it: names, tags and state would
be those of another environment."""

Presets = Mapping[EnvironmentName, Preset] | Callable[[EnvironmentName], Preset]


class Variables:
    """Variables of every environment, from its root configuration, its preset and the overlay in the home."""

    def __init__(self, root: Callable[[str], Path], presets: Presets, home: Path) -> None:
        self._root = root
        self._presets = presets
        self._overlays = Overlays(home)
        self._schemas: dict[str, tuple[tuple[tuple[str, int, int], ...], tuple[Variable, ...]]] = {}

    def form(self, name: EnvironmentName) -> VariableForm:
        """Every variable with its values; raises ConfigurationError and PresetError."""
        schema, preset, overlay = self._schema(name), self._preset(name).values, self.overlay(name)
        declared = {variable.name for variable in schema}
        self._refuse_kept_secrets(schema, preset, f"The preset of {name}")
        self._refuse_kept_secrets(schema, overlay, f"The overlay of {name}")
        return VariableForm(
            fields=tuple(_field(variable, preset, overlay) for variable in schema),
            unknown=tuple(dict.fromkeys(key for key in (*preset, *overlay) if key not in declared)),
        )

    def parse(self, variable: Variable, text: str) -> Any:
        """The value that somebody typed; raises InputError with a sentence and, in collections, the position."""
        return value_texts.parse(variable, text)

    def show(self, variable: Variable, value: Any) -> str:
        """The text that `parse` reads back to the value."""
        return value_texts.show(variable, value)

    def check(
        self, name: EnvironmentName, variable_name: str, value: Any, others: Mapping[str, Any]
    ) -> tuple[Problem, ...]:
        """What is wrong with the value of one variable: its type, null, and every rule that can be evaluated here.

        `others` are values that are not saved yet; the remaining variables have their values in effect.
        """
        variable = self._variable(name, variable_name)
        pinned = _pinned(name, self._preset(name), variable_name, value)
        values = self.form(name).values | dict(others)
        return (*pinned, *_problems(variable, value, values))

    def check_all(
        self, name: EnvironmentName, overrides: Mapping[str, Any], *, given: Collection[str] = ()
    ) -> tuple[Problem, ...]:
        """What is wrong with the values in effect, changed by `overrides`.

        `given` are the sensitive and ephemeral variables that have a value for this run; a required one that has none
        is a problem.
        """
        form, preset = self.form(name), self._preset(name)
        known = {field.variable.name: field.variable for field in form.fields}
        values = form.values | dict(overrides)
        found = [Problem(key, _unknown(key, known)) for key in (*form.unknown, *overrides) if key not in known]
        for field in form.fields:
            variable = field.variable
            if variable.sensitive or variable.ephemeral:
                if variable.name in overrides:
                    found.append(Problem(variable.name, _kept_secret(variable)))
                elif variable.required and variable.name not in given:
                    found.append(Problem(variable.name, "has no value: it is asked for when a plan is made"))
            elif variable.name in values:
                found += _pinned(name, preset, variable.name, values[variable.name])
                found += _problems(variable, values[variable.name], values)
            elif variable.required:
                found.append(Problem(variable.name, "has no value and no default"))
        return tuple(found)

    def refuse(self, name: EnvironmentName, overrides: Mapping[str, Any], *, given: Collection[str] = ()) -> None:
        """Raises InputError with the first problem of `check_all` as a sentence, and all of them as detail."""
        problems = self.check_all(name, overrides, given=given)
        if not problems:
            return
        first, more = problems[0], len(problems) - 1
        listed = "\n".join(f"{problem.variable}{problem.path}: {problem.message}" for problem in problems)
        raise InputError(
            f"{name}: {first.variable}{first.path}: {sentence(first.message)}" + (f" ({more} more)" if more else ""),
            detail=listed if more else "",
        )

    def overlay(self, name: EnvironmentName) -> dict[str, Any]:
        """What the overlay changes; raises PresetError."""
        return self._overlays.read(name)

    def save_overlay(self, name: EnvironmentName, values: Mapping[str, Any]) -> None:
        """Replace the whole overlay, the preset untouched; raises PresetError for values that do not fit."""
        schema = self._schema(name)
        self._refuse_kept_secrets(schema, values, f"The overlay of {name}")
        known = {variable.name: variable for variable in schema}
        converted = {}
        for key, value in values.items():
            if key not in known:
                raise PresetError(f"The overlay of {name} cannot set {key}: it {sentence(_unknown(key, known))}")
            for problem in _pinned(name, self._preset(name), key, value):
                raise PresetError(f"The overlay of {name} cannot set {key}: it {sentence(problem.message)}")
            converted[key], problems = convert(value, known[key].type, key)
            if problems:
                raise PresetError(
                    f"The overlay of {name} cannot set {key}{problems[0].path}: it {problems[0].message}."
                )
        self._overlays.write(name, converted)

    def compare(self, a: EnvironmentName, b: EnvironmentName) -> tuple[Comparison, ...]:
        """Every variable of either environment, side by side."""
        left = {field.variable.name: field for field in self.form(a).fields}
        right = {field.variable.name: field for field in self.form(b).fields}
        compared = []
        for key in dict.fromkeys((*left, *right)):
            one, other = left.get(key), right.get(key)
            compared.append(
                Comparison(
                    key,
                    one.effective if one else None,
                    other.effective if other else None,
                    one.source if one else Source.MISSING,
                    other.source if other else Source.MISSING,
                )
            )
        return tuple(compared)

    def render(self, name: EnvironmentName, overrides: Mapping[str, Any] | None = None) -> str:
        """The tfvars text of preset, overlay and overrides; what none of them sets is left to Terraform's default."""
        form = self.form(name)
        if form.unknown:
            known = {field.variable.name: field.variable for field in form.fields}
            raise PresetError(f"{name} sets {form.unknown[0]}, which {sentence(_unknown(form.unknown[0], known))}")
        chosen = {
            field.variable.name: field.effective
            for field in form.fields
            if field.source in {Source.PRESET, Source.OVERLAY}
        }
        return render(str(name), [field.variable for field in form.fields], chosen | dict(overrides or {}))

    def parse_assignment(self, name: EnvironmentName, text: str) -> tuple[str, Any]:
        """The name and value of a `--set name=value`; raises InputError, with the likeliest name for an unknown one."""
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise InputError(f"{text!r} is not an assignment: write it as name=value.")
        variable = self._variable(name, key.strip())
        if variable.sensitive or variable.ephemeral:
            raise InputError(f"{variable.name} {_kept_secret(variable)}.")
        return variable.name, self.parse(variable, value)

    def _variable(self, name: EnvironmentName, variable_name: str) -> Variable:
        known = {variable.name: variable for variable in self._schema(name)}
        if variable_name not in known:
            raise InputError(f"{variable_name} {sentence(_unknown(variable_name, known))}")
        return known[variable_name]

    def _preset(self, name: EnvironmentName) -> Preset:
        if callable(self._presets):
            return self._presets(name)
        if name not in self._presets:
            likely = difflib.get_close_matches(str(name), map(str, self._presets), n=1)
            hint = f"; did you mean {likely[0]}?" if likely else "; see infra-console environments."
            raise InputError(f"There is no environment {name}{hint}")
        return self._presets[name]

    def _schema(self, name: EnvironmentName) -> tuple[Variable, ...]:
        """The declarations, read again when a file of the configuration changed."""
        root = self._root(name.system)
        stamp = tuple(
            (path.name, stat.st_mtime_ns, stat.st_size)
            for path in sorted(root.glob("*.tf*"))
            for stat in (path.stat(),)
        )
        if name.system not in self._schemas or self._schemas[name.system][0] != stamp:
            self._schemas[name.system] = (stamp, read_variables(root))
        return self._schemas[name.system][1]

    @staticmethod
    def _refuse_kept_secrets(schema: Collection[Variable], values: Mapping[str, Any], where: str) -> None:
        for variable in schema:
            if (variable.sensitive or variable.ephemeral) and variable.name in values:
                raise PresetError(f"{where} sets {variable.name}, which {_kept_secret(variable)}.")


def _field(variable: Variable, preset: Mapping[str, Any], overlay: Mapping[str, Any]) -> Field:
    name = variable.name
    effective: Any
    if variable.sensitive or variable.ephemeral:
        effective, source = None, Source.ENVIRONMENT
    elif name in overlay:
        effective, source = overlay[name], Source.OVERLAY
    elif name in preset:
        effective, source = preset[name], Source.PRESET
    elif variable.required:
        effective, source = None, Source.MISSING
    else:
        effective, source = variable.default, Source.DEFAULT
    if effective is None and not variable.nullable and not variable.required:
        effective = variable.default
    return Field(
        variable=variable,
        preset=preset.get(name),
        preset_set=name in preset,
        overlay=overlay.get(name),
        overlay_set=name in overlay,
        effective=convert(effective, variable.type, name)[0],
        source=source,
    )


def _pinned(name: EnvironmentName, preset: Preset, variable: str, value: Any) -> tuple[Problem, ...]:
    """What is wrong with giving an environment the identity of another one."""
    if variable not in IDENTIFYING or variable not in preset.values or value == preset.values[variable]:
        return ()
    stays = f"identifies {name} and stays {preset.values[variable]!r}"
    return (Problem(variable, f"{stays}: for another environment, plan that one"),)


def _problems(variable: Variable, value: Any, values: Mapping[str, Any]) -> tuple[Problem, ...]:
    if value is None and not variable.nullable:
        if variable.required:
            return (Problem(variable.name, "must not be null"),)
        value = variable.default
    converted, problems = convert(value, variable.type, variable.name)
    if problems:
        return problems
    broken = [rule for rule in variable.rules if rule.holds(converted, values) is False]
    return tuple(Problem(variable.name, rule.message) for rule in broken)


def _unknown(name: str, known: Collection[str]) -> str:
    likely = difflib.get_close_matches(name, known, n=1)
    return "is not a variable of this configuration" + (f"; did you mean {likely[0]}?" if likely else "")


def _kept_secret(variable: Variable) -> str:
    kind = "sensitive" if variable.sensitive else "ephemeral"
    return f"is {kind} and is never kept in a file or on a command line: give it when a plan asks for it"
