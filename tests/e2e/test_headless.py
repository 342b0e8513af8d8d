"""The main job without a screen: real Terraform, the real AWS provider, the sandbox."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import CommandLine

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

    applied = command_line.document("apply", planned["run"]["id"], "--approve", ENVIRONMENT)
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

    change = command_line.document("plan", ENVIRONMENT, "--set", "log_retention_days=30", expect=2)
    assert change["counts"]["create"] == change["counts"]["destroy"] == change["counts"]["replace"] == 0
    assert {a["path"] for c in change["changes"] for a in c["attributes"]} >= {"retention_in_days"}
    changed = command_line.document("apply", ENVIRONMENT, "--set", "log_retention_days=30", "--approve", ENVIRONMENT)
    assert changed["applied"]["change"] == change["counts"]["change"] > 0

    destroyed = command_line.document("destroy", ENVIRONMENT, "--approve", ENVIRONMENT)
    assert destroyed["status"] == "done"
    assert destroyed["applied"]["destroy"] == planned["counts"]["create"]
    runs = command_line.document("runs", "list", ENVIRONMENT)["runs"]
    assert [run["kind"] for run in runs if run["status"] == "done"] == ["destroy", "apply", "apply"]
