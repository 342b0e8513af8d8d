"""The main job without a screen: real Terraform, the real AWS provider, the sandbox."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.lifecycle import action, changed, options
from tests.e2e.test_system_replaydash import LOGS, TASK, TASKS

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("headless")]
ENVIRONMENT = "replaydash/dev"


def test_replaydash_dev_is_planned_applied_changed_and_destroyed_headless(command_line: CommandLine) -> None:
    planned = command_line.document("plan", ENVIRONMENT, "--why", "first", expect=2)
    assert planned["sandbox"] is True
    assert planned["counts"]["create"] > 80
    assert planned["counts"]["destroy"] == 0
    assert float(planned["cost"]["monthly_usd"]["expected"]) > 50

    refused = command_line.run("apply", f"{planned['run']['id']}")
    assert refused.returncode == 1
    assert f"--approve {ENVIRONMENT}" in refused.stderr

    unknown = command_line.run("apply", planned["run"]["id"], "--approve", ENVIRONMENT)
    assert unknown.returncode == 1
    assert "not wholly known: acknowledge that to go on (--acknowledge-unknown-cost)" in unknown.stderr

    consent = ("--approve", ENVIRONMENT, "--acknowledge-unknown-cost")
    applied = command_line.document("apply", planned["run"]["id"], *consent)
    assert applied["acknowledged"] == ["cost not wholly known"]
    assert applied["why"] == "first"
    assert applied["status"] == "done"
    assert applied["applied"]["create"] == planned["counts"]["create"]

    again = command_line.document("plan", ENVIRONMENT, expect=0)
    assert again["empty"] is True, again["changes"]
    listed = command_line.document("environments")
    (state,) = [e for e in listed["environments"] if e["name"] == ENVIRONMENT]
    assert state["state"] == "applied"
    assert state["resources"] == planned["counts"]["create"]

    outputs = command_line.document("output", ENVIRONMENT)["outputs"]
    assert outputs["ecr_repository_url"]["value"].endswith("replaydash-dev-api")
    steps = command_line.document("output", ENVIRONMENT, "--next-steps")["next_steps"]
    assert any(outputs["ecr_repository_url"]["value"] in command for step in steps for command in step["commands"])

    # In place, a resize, and a new task definition in place of the old one.
    settings = options(("log_retention_days=30", "max_count=4", "task_cpu=512", "task_memory=1024"))
    change = command_line.document("plan", ENVIRONMENT, *settings, expect=2)
    assert change["counts"]["create"] == change["counts"]["destroy"] == 0
    assert "retention_in_days" in changed(change, LOGS)
    assert "max_capacity" in changed(change, TASKS)
    assert action(change, TASK) == "replace"
    applied = command_line.document("apply", ENVIRONMENT, *settings, "--approve", ENVIRONMENT)
    assert applied["applied"].items() <= change["counts"].items()
    assert applied["applied"]["change"] > 0

    destroyed = command_line.document("destroy", ENVIRONMENT, "--approve", ENVIRONMENT)
    assert destroyed["status"] == "done"
    assert destroyed["applied"]["destroy"] == planned["counts"]["create"]
    runs = command_line.document("runs", "list", ENVIRONMENT)["runs"]
    assert [run["kind"] for run in runs if run["status"] == "done"] == ["destroy", "apply", "apply"]
