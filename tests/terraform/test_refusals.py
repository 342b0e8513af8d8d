"""Every refusal and every switch of a module is met by one of the module's own tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from console.domain.variables import Rule, TypeKind, Variable
from console.terraform.evaluated_values import FailedError, OnlyTerraformError
from console.terraform.expressions import value_of
from console.terraform.hcl import Block, blocks, parse, text_of
from console.terraform.syntax_reader import expression
from console.terraform.variable_schema import read_variables
from tests.terraform.modules import MODULES, PRESETS, module_folders, name_of

FOLDERS = module_folders()


@dataclass(frozen=True)
class Run:
    """One `run` of a test file: the values it gives, and what it expects to fail."""

    values: Mapping[str, Any]
    expected: frozenset[str]


def values(block: Block) -> dict[str, Any]:
    """The attributes that can be evaluated here; the others name other variables or runs."""

    def nothing(name: str) -> Any:
        raise OnlyTerraformError(name)

    found = {}
    for name, node in block.attributes.items():
        try:
            found[name] = value_of(expression(node), nothing)
        except (OnlyTerraformError, FailedError):
            continue
    return found


def runs(folder: Path) -> Iterator[Run]:
    for file in sorted((folder / "tests").glob("*.tftest.hcl")):
        parsed = list(blocks(parse(file.read_bytes())))
        shared = {name: value for block in parsed if block.type == "variables" for name, value in values(block).items()}
        for run in (block for block in parsed if block.type == "run"):
            own = {k: v for block in run.blocks if block.type == "variables" for k, v in values(block).items()}
            expected = run.attributes.get("expect_failures")
            names = re.findall(r"[\w.]+", text_of(expected)) if expected is not None else []
            yield Run({**shared, **own}, frozenset(names))


def presets(folder: Path) -> Iterator[Run]:
    """The values of a system's presets, which test_presets.py plans."""
    for preset in (PRESETS / folder.name).glob("*.yaml") if folder.parent != MODULES else ():
        yield Run(yaml.safe_load(preset.read_text(encoding="utf-8")).get("values", {}), frozenset())


def refuses(rule: Rule, variable: Variable, variables: Mapping[str, Variable], run: Run) -> bool:
    """Whether it is this rule that the run expects to fail."""
    if f"var.{variable.name}" not in run.expected:
        return False
    given = {v.name: v.default for v in variables.values() if not v.required} | dict(run.values)
    verdicts = {other.message: other.holds(given.get(variable.name), given) for other in variable.rules}
    # What only Terraform can judge must have failed where all else held.
    others = [verdict for message, verdict in verdicts.items() if message != rule.message]
    verdict = verdicts[rule.message]
    return verdict is False or (verdict is None and all(others))


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_each_validation_is_seen_to_refuse(folder: Path) -> None:
    variables = {variable.name: variable for variable in read_variables(folder)}
    tried = list(runs(folder))
    unseen = [
        f"{variable.name}: {rule.message}"
        for variable in variables.values()
        for rule in variable.rules
        if not any(refuses(rule, variable, variables, run) for run in tried)
    ]
    assert not unseen


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_each_precondition_is_seen_to_refuse(folder: Path) -> None:
    conditions = {
        ".".join(block.labels)
        for file in folder.glob("*.tf")
        for block in blocks(parse(file.read_bytes()))
        for inner in block.blocks
        if inner.type == "lifecycle" and any(check.type in {"precondition", "postcondition"} for check in inner.blocks)
    }
    assert conditions <= {name for run in runs(folder) for name in run.expected}


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_each_switch_is_turned(folder: Path) -> None:
    tried = [*(run for run in runs(folder) if not run.expected), *presets(folder)]
    unturned = [
        variable.name
        for variable in read_variables(folder)
        if variable.type.kind is TypeKind.BOOL
        and not any(run.values.get(variable.name, variable.default) != variable.default for run in tried)
    ]
    assert not unturned
