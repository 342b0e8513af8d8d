"""The four documents, sentence by sentence: what they name exists, with the value they give."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from console.domain.environment import EnvironmentName
from console.services.configurations import Configurations
from console.services.presets import discover
from console.services.variables import Variables
from console.terraform.output_schema import output_descriptions

ROOT = Path(__file__).resolve().parents[2]
TABLES = sorted(Path(__file__).parent.glob("*.yaml"))


def table_rows(table: Path) -> list[dict[str, str]]:
    """The rows of a table: document, sentence, check."""
    listed: list[dict[str, str]] = yaml.safe_load(table.read_text())["rows"]
    return listed


def rows() -> list[Any]:
    """Every row of the tables that needs no plan; those that do are asked in tests/e2e/test_contract_plans.py."""
    found = []
    for table in TABLES:
        for number, row in enumerate(table_rows(table), 1):
            if row["check"].split()[0] in CHECKS:
                label = f"{table.stem}-{number}-{row['check'][:50]}"
                found.append(pytest.param(table.stem, row, id=re.sub(r"[^\w.=-]+", "_", label)))
    return found


@cache
def variables() -> Variables:
    presets = discover(ROOT / "presets").readable
    return Variables(Configurations(ROOT / "terraform_modules").root, presets, ROOT / "nowhere")


@cache
def environments(system: str) -> tuple[EnvironmentName, ...]:
    return tuple(name for name in discover(ROOT / "presets") if name.system == system)


def check_variable(system: str, words: list[str]) -> None:
    declared = {field.variable.name for field in variables().form(environments(system)[0]).fields}
    assert words[0] in declared


def check_value(system: str, words: list[str]) -> None:
    name, _, wanted = words[0].partition("=")
    assert words[1] == "in"
    values = variables().form(EnvironmentName(system, words[2])).values
    assert yaml.safe_load(wanted) == values[name], f"{name} is {values[name]!r} in {system}/{words[2]}"


def check_output(system: str, words: list[str]) -> None:
    assert words[0] in output_descriptions(ROOT / "terraform_modules" / "systems" / system)


CHECKS: dict[str, Callable[[str, list[str]], None]] = {
    "variable": check_variable,
    "value": check_value,
    "output": check_output,
}


@pytest.mark.parametrize(("system", "row"), rows())
def test_the_document_is_kept(system: str, row: dict[str, Any]) -> None:
    kind, *words = row["check"].split()
    CHECKS[kind](system, words)


def test_every_row_names_its_document_its_sentence_and_a_check_that_exists() -> None:
    for table in TABLES:
        for row in table_rows(table):
            assert {"document", "sentence", "check"} <= set(row), f"{table.name}: {row}"
            assert row["check"].split()[0] in {*CHECKS, "resource", "alarm"}, f"{table.name}: {row['check']}"
