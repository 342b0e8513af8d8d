"""ReplayDash in its other environments; dev is walked in test_headless.py and test_walk.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.lifecycle import (
    action,
    begin,
    change,
    changed,
    end,
    refused_while_protected,
    unchanged,
    unprotected_presets,
)

ENVIRONMENTS = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"replaydash-{name}"), id=name)
    for name in ("staging", "production")
]
TASK = "module.api.aws_ecs_task_definition.this"
TASKS = "module.api.aws_appautoscaling_target.this"
LOGS = "module.api.aws_cloudwatch_log_group.this"
DATABASE = "module.database.aws_db_instance.this"
# In place, a resize, and a new task definition in place of the old one; production's database grows and may be let go.
CHANGED = ("log_retention_days=90", "max_count=6", "task_cpu=1024", "task_memory=2048")
GROWN = ("db_allocated_storage=30", "apply_immediately=true", "deletion_protection=false")
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_of_replaydash_lives_from_its_first_plan_to_its_end(
    name: str, command_line: CommandLine, tmp_path: Path
) -> None:
    environment = f"replaydash/{name}"
    begin(command_line, environment)

    settings = (*CHANGED, *(GROWN if name == "production" else ()))
    resized = change(command_line, environment, *settings)
    assert "retention_in_days" in changed(resized, LOGS)
    assert "max_capacity" in changed(resized, TASKS)
    assert action(resized, TASK) == "replace"
    if name == "production":
        assert {"allocated_storage", "deletion_protection"} <= changed(resized, DATABASE)
        refused_while_protected(command_line, environment)
    unchanged(command_line, environment, *settings)
    end(command_line, environment, unprotected_presets(tmp_path, environment))
