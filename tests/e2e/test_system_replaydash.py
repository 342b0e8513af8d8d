"""ReplayDash in its other environments; dev is walked in test_headless.py and test_walk.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.lifecycle import change, changed, end, options, refused_while_protected, unprotected_presets

ENVIRONMENTS = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"replaydash-{name}"), id=name)
    for name in ("staging", "production")
]
TASK = "module.api.aws_ecs_task_definition.this"
DATABASE = "module.database.aws_db_instance.this"
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_of_replaydash_lives_from_its_first_plan_to_its_end(
    name: str, command_line: CommandLine, tmp_path: Path
) -> None:
    environment = f"replaydash/{name}"
    planned = change(command_line, environment)
    assert planned["counts"]["create"] == sum(planned["counts"].values())
    assert command_line.document("plan", environment)["empty"] is True

    # In place, a resize, and a new task definition in place of the old one; production's database may be let go.
    settings = ["task_cpu=1024", "task_memory=2048", "db_allocated_storage=30", "apply_immediately=true"]
    if name == "production":
        settings.append("deletion_protection=false")
    resized = change(command_line, environment, *settings)
    assert "allocated_storage" in changed(resized, DATABASE)
    assert [c["action"] for c in resized["changes"] if c["address"] == TASK] == ["replace"]
    assert command_line.document("plan", environment, *options(settings))["empty"] is True

    if name == "production":
        refused_while_protected(command_line, environment)
    destroyed = end(command_line, environment, unprotected_presets(tmp_path, environment))
    assert destroyed["applied"]["destroy"] >= planned["counts"]["create"]
