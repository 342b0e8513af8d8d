"""Day two of the state in S3: found, masked, moved there and back, restored, unlocked, and drift brought back."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from tests.e2e.conftest import DAY_TWO, CommandLine
from tests.e2e.terminal import Terminal, highlight

ENVIRONMENT = "replaydash/dev"
STANDING = ("--set", "desired_count=2", "--set", "max_count=4", "--set", "off_hours_enabled=false")
"""What the environment was applied with: a plan has to be given it again."""
LOG_GROUP = "aws_cloudwatch_log_group"
DATABASE = "module.database.aws_db_instance.this"
pytestmark = DAY_TWO


def aws(command_line: CommandLine, service: str) -> Any:
    """The sandbox as somebody outside of Terraform reaches it."""
    return boto3.client(
        service,
        endpoint_url=command_line.document("sandbox", "status")["endpoint"],
        region_name="us-east-1",
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",
    )


def listed(command_line: CommandLine, words: str = "") -> dict[str, dict[str, Any]]:
    """The resources of the state by address."""
    document = command_line.document("state", "list", ENVIRONMENT, *([words] if words else []))
    return {one["address"]: one for one in document["resources"]}


def test_the_state_is_listed_and_shown_with_its_secrets_masked(day_two: CommandLine) -> None:
    found = listed(day_two)
    assert len(found) > 90
    assert DATABASE in found
    shown = day_two.document("state", "show", ENVIRONMENT, DATABASE)["attributes"]
    assert shown["engine"] == "postgres"
    plain = day_two.run("state", "show", ENVIRONMENT, DATABASE)
    assert plain.returncode == 0
    assert "(sensitive)" in plain.stdout


def test_a_move_there_and_back_leaves_nothing_to_do(day_two: CommandLine) -> None:
    address = next(iter(listed(day_two, LOG_GROUP)))
    away = f"{address.partition('[')[0]}_moved"
    moved = day_two.document("state", "mv", ENVIRONMENT, address, away, "--yes")
    assert moved["moves"] == [{"from": address, "to": away}]
    assert "destroys what stands there" in moved["next_plan"][0]
    assert away in listed(day_two)
    day_two.document("state", "mv", ENVIRONMENT, away, address, "--yes")
    assert day_two.document("plan", ENVIRONMENT, *STANDING, expect=0)["empty"] is True


def test_what_was_forgotten_comes_back_from_a_backup_and_from_a_version_in_s3(day_two: CommandLine) -> None:
    address = next(iter(listed(day_two, LOG_GROUP)))
    removed = day_two.document("state", "rm", ENVIRONMENT, address, "--yes")
    assert address not in listed(day_two)
    versions = day_two.document("state", "versions", ENVIRONMENT)["versions"]
    assert versions[0]["current"]
    assert versions[0]["serial"] > versions[1]["serial"] == removed["serial_before"]
    apart = day_two.document("state", "diff", ENVIRONMENT, versions[1]["id"], expect=2)
    assert (apart["added"], apart["removed"], apart["changed"]) == ([], [address], [])

    restored = day_two.document("state", "restore", ENVIRONMENT, removed["backup"], "--yes")
    assert restored["added"] == [address]
    assert restored["state"]["serial"] > versions[0]["serial"]
    day_two.document("state", "rm", ENVIRONMENT, address, "--yes")
    day_two.document("state", "restore", ENVIRONMENT, versions[1]["id"], "--yes")
    assert day_two.document("plan", ENVIRONMENT, *STANDING, expect=0)["empty"] is True


def test_fault_20_a_stuck_lock_is_found_with_its_holder_and_released_by_its_id(day_two: CommandLine) -> None:
    _, _, place = day_two.document("state", "list", ENVIRONMENT)["backend"].partition("s3://")
    bucket, _, key = place.partition("/")
    held = {
        "ID": "5d1f0c8e-0000-4000-8000-000000000020",
        "Operation": "OperationTypeApply",
        "Who": "ada@a-laptop-that-is-gone",
        "Version": "1.11.4",
        "Created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000000Z"),
        "Path": place,
    }
    s3 = aws(day_two, "s3")

    def lock(**changes: str) -> None:
        s3.put_object(Bucket=bucket, Key=f"{key}.tflock", Body=json.dumps(held | changes))

    lock()
    refused = day_two.run("plan", ENVIRONMENT)
    assert refused.returncode == 1
    assert "locked by ada@a-laptop-that-is-gone" in refused.stderr
    young = day_two.run("state", "unlock", ENVIRONMENT, "--id", held["ID"])
    assert young.returncode == 1
    assert "may be in use" in young.stderr

    lock(Created=(datetime.now(UTC) - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S.000000000Z"))
    shown = day_two.document("state", "lock", ENVIRONMENT)
    assert (shown["locked"], shown["who"], shown["operation"], shown["against_release"]) == (
        True, "ada@a-laptop-that-is-gone", "apply", [],
    )  # fmt: skip
    assert day_two.run("state", "unlock", ENVIRONMENT, "--id", "another").returncode == 1
    assert day_two.document("state", "unlock", ENVIRONMENT, "--id", held["ID"])["released"] == held["ID"]
    assert day_two.document("state", "lock", ENVIRONMENT)["locked"] is False


def test_drift_is_shown_by_attribute_and_brought_back(day_two: CommandLine) -> None:
    address, one = next(iter(listed(day_two, LOG_GROUP).items()))
    logs = aws(day_two, "logs")
    group = day_two.document("state", "show", ENVIRONMENT, address)["attributes"]
    logs.put_retention_policy(logGroupName=one["id"], retentionInDays=1)
    found = day_two.document("state", "drift", ENVIRONMENT, *STANDING, expect=2)
    (drifted,) = [each for each in found["drifted"] if each["address"] == address]
    assert drifted["attributes"] == [{"path": "retention_in_days", "state": group["retention_in_days"], "found": 1}]

    back = day_two.document("apply", ENVIRONMENT, *STANDING, "--approve", ENVIRONMENT)
    assert back["status"] == "done"
    (left,) = logs.describe_log_groups(logGroupNamePrefix=one["id"], limit=1)["logGroups"]
    assert left["retentionInDays"] == group["retention_in_days"]


def test_in_a_terminal_the_state_is_searched_and_a_move_is_cancelled(day_two: CommandLine) -> None:
    command = [sys.executable, "-m", "console", "--sandbox"]
    with Terminal(command, day_two.environment) as terminal:
        terminal.wait_for("replaydash", "applied")
        highlight(terminal, "replaydash/dev")
        terminal.press("5")
        terminal.wait_for("State, serial", "module.", seconds=60)
        terminal.press("/", "db_instance")
        terminal.wait_for("found of", "aws_db_instance.this")
        terminal.press("enter", "down", "m")
        terminal.wait_for("To which address?")
        terminal.press("_other", "enter")
        terminal.wait_for("aws_db_instance.this_other", "Cancel", "A backup of serial", seconds=60)
        terminal.press("enter")
        terminal.wait_until(lambda text: "Cancel" not in text, "the question closed by Enter")
        terminal.press("escape")
        terminal.wait_until(lambda text: "found of" not in text, "every resource is there again")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert DATABASE in listed(day_two)
