"""The Twitter Backend in both its environments: real Terraform, the real AWS provider, the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.lifecycle import (
    begin,
    change,
    changed,
    end,
    outputs_of,
    refused_while_protected,
    unchanged,
    unprotected_presets,
    watched,
)

ANOTHER_IMAGE = "ami-03c3da4cfa8e8943a"
SERVER = "module.application.aws_instance.this"
TABLE = "module.dynamodb.aws_dynamodb_table.this"
ENVIRONMENTS = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"twitter-{name}"), id=name) for name in ("staging", "production")
]
IN_PLACE = {
    "staging": (
        "dynamodb_billing_mode=PROVISIONED",
        'dynamodb_capacity={"min_read": 10, "max_read": 40, "min_write": 5, "max_write": 20}',
        "dynamodb_contributor_insights_enabled=true",
    ),
    "production": ("dynamodb_stream_enabled=false", "dynamodb_pitr_enabled=false"),
}
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_of_twitter_lives_from_its_first_plan_to_its_end(
    name: str, command_line: CommandLine, tmp_path: Path
) -> None:
    environment = f"twitter/{name}"
    begin(command_line, environment)

    watched(command_line, environment, "Instance", "Table", alarms={"staging": 0, "production": 4}[name])
    short = {"staging": "staging", "production": "prod"}[name]
    outputs = outputs_of(command_line, environment)
    assert outputs["dynamodb_notifications_table_name"] == f"{short}-user-notifications"
    assert outputs["dynamodb_access_policy_arn"].endswith(f"policy/{short}-dynamodb-notifications-access")
    assert len(outputs["alarm_names"]) == {"staging": 0, "production": 4}[name]

    if name == "staging":
        _kept_and_restored(command_line, environment)
    settings = (*IN_PLACE[name], "instance_type=t3.small")
    resized = change(command_line, environment, *settings)
    assert resized["counts"]["replace"] == resized["counts"]["destroy"] == 0
    assert "instance_type" in changed(resized, SERVER)
    assert changed(resized, TABLE)
    unchanged(command_line, environment, *settings)

    replaced = change(command_line, environment, *settings, f"ami_id={ANOTHER_IMAGE}")
    assert replaced["counts"]["replace"] == 1
    assert "ami" in changed(replaced, SERVER)
    moved = outputs_of(command_line, environment)
    assert moved["public_ip"] == outputs["public_ip"]
    assert moved["instance_id"] != outputs["instance_id"]

    if name == "production":
        _lift_protection(command_line, environment)
    end(command_line, environment, unprotected_presets(tmp_path, environment))


def _kept_and_restored(command_line: CommandLine, environment: str) -> None:
    """Day two of the table: kept by a backup, and restored from it to a table of its own."""
    (table,) = command_line.document("databases", "list", environment)["databases"]
    assert (table["kind"], table["name"], table["size"]) == ("DynamoDB", "staging-user-notifications", "on demand")
    made = command_line.document("databases", "snapshot", environment, "--name", "before", "--yes", "--wait")
    assert made["status"] == "AVAILABLE"
    restored = command_line.document(
        "databases", "restore", environment, "--snapshot", "before", "--to", "from-backup", "--yes", "--wait"
    )
    assert (restored["verdict"], restored["database"]["size"]) == ("available", "on demand")
    assert "--set dynamodb_notifications_table_name=from-backup" in restored["steps"][2]["commands"][-1]
    refused = command_line.run("databases", "restore", environment, "--at", "latest", "--to", "from-moment", "--yes")
    assert refused.returncode == 1
    assert "has no window of point-in-time recovery" in refused.stderr, "staging does without it"


def _lift_protection(command_line: CommandLine, environment: str) -> None:
    """Production refuses to be destroyed, says what to do, and lets go of its table when it is told to."""
    refused_while_protected(command_line, environment)
    lifted = change(command_line, environment, "dynamodb_prevent_destroy=false")
    assert "deletion_protection_enabled" in changed(lifted, TABLE)
