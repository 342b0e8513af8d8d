"""Presets: the reviewed data files below presets/<system>/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from console.domain.cost_documents import SystemCosts
from console.domain.environment import EnvironmentName, NextStep, Preset, Strict
from console.errors import InputError, PresetError
from console.services.data_files import read_data_file

NEXT_STEPS = "next_steps.yaml"
"""Beside the environments of a system: the procedures that all of them share."""
COSTS = "costs.yaml"
"""Beside the environments of a system: usage profiles for all of them, and the cost tables of its documents."""
TASKS = "tasks.yaml"
"""Beside the environments of a system: what its document says is to be done regularly."""
ROLLOUT = "rollout.yaml"
"""Beside the environments of a system: their order in a rollout, and the gates of each."""
GUARDS = "guards.yaml"
"""Beside the environments of a system: guard rules of its own, over those that the console brings."""
SHARED = (NEXT_STEPS, COSTS, TASKS, ROLLOUT, GUARDS)

_REASONS = {
    "missing": "is required and missing; add it",
    "string_type": "must be text; put it between quotes",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dict_type": "must hold keys and values",
    "model_type": "must hold keys and values",
    "tuple_type": "must be a list",
}


ModelT = TypeVar("ModelT", bound=BaseModel)


class _SharedSteps(Strict):
    next_steps: tuple[NextStep, ...]


UNREAD = "?"
"""Stands for the environments of a system whose file does not even tell which there are."""


@dataclass(frozen=True, slots=True)
class Presets:
    """Every environment there is: its preset, or what is wrong with the file that should hold it."""

    readable: Mapping[EnvironmentName, Preset] = field(default_factory=dict)
    broken: Mapping[EnvironmentName, PresetError] = field(default_factory=dict)

    def __iter__(self) -> Iterator[EnvironmentName]:
        """The names, by system and environment."""
        return iter(sorted((*self.readable, *self.broken)))

    def preset(self, name: EnvironmentName) -> Preset:
        """Raises PresetError where it is broken, InputError naming those there are where there is none."""
        if name in self.readable:
            return self.readable[name]
        error = self.broken.get(name) or self.broken.get(EnvironmentName(name.system, UNREAD))
        if error is not None:
            raise PresetError(error.message, detail=error.detail)
        known = ", ".join(map(str, self)) or "none"
        raise InputError(f"There is no environment {name}; there are: {known}.")

    def joined(self, others: Presets) -> Presets:
        """These and the others, which count where both have the name."""
        broken = {name: error for name, error in self.broken.items() if name not in others.readable}
        readable = {name: preset for name, preset in self.readable.items() if name not in others.broken}
        return Presets(readable | dict(others.readable), broken | dict(others.broken))


def discover(root: Path) -> Presets:
    """Every preset below the folder; raises PresetError where there is no such folder."""
    if not root.is_dir():
        raise PresetError(f"There is no presets folder at {root}; set presets to the folder that holds them.")
    readable: dict[EnvironmentName, Preset] = {}
    broken: dict[EnvironmentName, PresetError] = {}
    for path in root.glob("*/*.yaml"):
        if path.name in SHARED or _hidden(path, root):
            continue
        name = EnvironmentName(path.parent.name, path.stem)
        try:
            readable[name] = load_preset(path)
        except PresetError as error:
            broken[name] = error
    return Presets(readable, broken)


def load_preset(path: Path) -> Preset:
    """The preset in the file, with the procedures and usage profiles of its system beside its own.

    Raises PresetError; its message names file, key and reason.
    """
    preset = _validated(path, read_data_file(path), Preset)
    system, environment = path.parent.name, path.stem
    for key, inside, outside in (("system", preset.system, system), ("environment", preset.environment, environment)):
        if inside != outside:
            raise PresetError(
                f"{path}: {key} is {inside!r}, but the file stands at {system}/{environment}; "
                f"make {key} {outside!r} or move the file."
            )
    shared = path.with_name(NEXT_STEPS)
    if shared.exists():
        steps = _validated(shared, read_data_file(shared), _SharedSteps).next_steps
        preset = preset.model_copy(update={"next_steps": preset.next_steps + steps})
    profiles = load_costs(path.parent).usage_profiles
    return preset.model_copy(update={"usage_profiles": profiles | preset.usage_profiles}) if profiles else preset


def load_costs(folder: Path) -> SystemCosts:
    """The costs.yaml of a system's folder, empty where there is none; raises PresetError as `load_preset` does."""
    path = folder / COSTS
    return _validated(path, read_data_file(path), SystemCosts) if path.exists() else SystemCosts()


def read_model(path: Path, model: type[ModelT]) -> ModelT:
    """The file as that kind of thing; raises PresetError naming file, key and reason."""
    return _validated(path, read_data_file(path), model)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _validated(path: Path, content: dict[str, Any], model: type[ModelT]) -> ModelT:
    try:
        return TypeAdapter(model).validate_python(content)
    except ValidationError as error:
        raise PresetError(f"{path}: {_in_words(error, 'a preset' if model is Preset else path.name)}.") from error


def _in_words(error: ValidationError, file: str) -> str:
    """The first problem as `key reason`, and how many there are besides; `file` is what the keys are keys of."""
    problems = error.errors(include_url=False, include_context=True)
    first = problems[0]
    key = _key(first["loc"])
    kind = first["type"]
    if kind == "extra_forbidden":
        reason = f"is not a key of {file}; remove it or correct its spelling"
    elif kind == "value_error":
        reason = f"is wrong: {first['ctx']['error']}"
    elif kind == "string_pattern_mismatch":
        reason = f"is {_shown(first['input'])}, which does not have the form {first['ctx']['pattern']}"
    elif kind in {"enum", "literal_error"}:
        reason = f"is {_shown(first['input'])}; it must be {first['ctx']['expected']}"
    elif kind.startswith(("greater_than", "less_than", "finite")):
        reason = f"is {_shown(first['input'])}: {_lower_first(first['msg'])}"
    else:
        reason = _REASONS.get(kind, _lower_first(first["msg"]))
    more = len(problems) - 1
    return f"{key} {reason}" + (f" ({more} more problem{'s' if more > 1 else ''})" if more else "")


def _key(location: tuple[int | str, ...]) -> str:
    key = ""
    for part in location:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key or "the file"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
