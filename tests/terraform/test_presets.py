"""The shipped presets are taken by their configuration, and their procedures name what it puts out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from console.services.presets import SHARED, load_preset
from console.terraform.hcl import blocks, parse
from tests.terraform.modules import MODULES, PRESETS, EngineOnCopy

PRESET_FILES = sorted(path for path in PRESETS.glob("*/*.yaml") if path.name not in SHARED)
PROCEDURES = sorted(PRESETS.glob("*/next_steps.yaml"))
PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")


def preset_id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def labels(system: str, kind: str) -> set[str]:
    """Names of the outputs or variables of a system."""
    return {
        block.labels[0]
        for file in (MODULES / "systems" / system).glob("*.tf")
        for block in blocks(parse(file.read_bytes()))
        if block.type == kind
    }


@pytest.mark.terraform
@pytest.mark.parametrize("path", PRESET_FILES, ids=preset_id)
def test_the_configuration_takes_every_value_of_a_preset(
    path: Path, initialised: Callable[[str], EngineOnCopy]
) -> None:
    values = yaml.safe_load(path.read_text(encoding="utf-8"))["values"]
    module = f"systems/{path.parent.name}"
    engine = initialised(module)
    run = {"command": "plan", "variables": values}
    (engine.copy / module / "tests" / "preset.tftest.json").write_text(
        json.dumps(
            {
                "mock_provider": {"aws": {"override_during": "plan", "source": "./tests/mocks"}},
                "run": {"preset": run},
            }
        ),
        encoding="utf-8",
    )
    answer = engine.run(module, "test", "-no-color", "-filter=tests/preset.tftest.json")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "1 passed" in answer.stdout


@pytest.mark.parametrize("path", PRESET_FILES, ids=preset_id)
def test_a_preset_lies_where_its_name_says_and_keeps_its_own_state(path: Path) -> None:
    preset = load_preset(path)
    assert preset_id(path) == str(preset.name)
    assert preset.backend.key == f"{preset.environment}/terraform.tfstate"
    assert preset.backend.encrypt
    assert preset.backend.use_lockfile


@pytest.mark.parametrize("path", PROCEDURES, ids=preset_id)
def test_procedures_name_only_outputs_and_values_that_exist(path: Path) -> None:
    system = path.parent.name
    known = {"environment", "region", "system"}
    known |= {f"output.{name}" for name in labels(system, "output")}
    known |= {f"value.{name}" for name in labels(system, "variable")}
    assert set(PLACEHOLDER.findall(path.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("path", PROCEDURES, ids=preset_id)
def test_no_command_changes_another_region_than_the_environments(path: Path) -> None:
    for step in yaml.safe_load(path.read_text(encoding="utf-8"))["next_steps"]:
        for command in step.get("commands", []):
            for call in re.findall(r"aws (?!ce |s3api )[a-z0-9-]+ .*?(?=\baws |$)", command):
                assert "--region ${region}" in command, f"{step['title']}: {call}"
