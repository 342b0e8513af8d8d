"""The store of a team, made by the bootstrap configuration and used by two operators on two machines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import CommandLine

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("team-store")]
NAME = "bootstrap/team-store"
SETTING = "dynamodb:acme-infra-console:acme-infra-console-documents:us-east-1"


class Team(CommandLine):
    """A command line with the team's store."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"INFRA_CONSOLE_TEAM_STORE": SETTING, "LOGNAME": "ada"}


@pytest.fixture(scope="module")
def ada(command_line: CommandLine) -> Team:
    return Team(command_line.home)


def bobs_answer(ada: Team, home: Path, *arguments: str) -> Any:
    """The same, asked by somebody else with a home of his own, who takes the simulated AWS for the real one."""
    endpoint = ada.document("sandbox", "status")["endpoint"]
    environment = {key: value for key, value in ada.environment.items() if key != "INFRA_CONSOLE_SANDBOX"} | {
        "INFRA_CONSOLE_HOME": str(home),
        "LOGNAME": "bob",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
    }
    said = subprocess.run(
        [sys.executable, "-m", "console", *arguments, "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return json.loads(said.stdout)


def test_bootstrap_makes_the_teams_store_and_keeps_its_state_in_it(ada: Team) -> None:
    for wrong in (("bootstrap",), ("bootstrap", "replaydash/dev", "--team-store")):
        refused = ada.run(*wrong)
        assert (refused.returncode, "or give --team-store" in refused.stderr) == (1, True)
    made = ada.document("bootstrap", "--team-store", "--approve", NAME)
    assert made["status"] == "done"
    again = ada.document("plan", NAME, expect=0)
    assert again["empty"] is True
    assert again["run"]["identity"]["backend"] == "s3://acme-infra-console-documents/bootstrap/terraform.tfstate"

    table = ada.client("dynamodb").describe_table(TableName="acme-infra-console")["Table"]
    assert table["DeletionProtectionEnabled"] is True
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    backups = ada.client("dynamodb").describe_continuous_backups(TableName="acme-infra-console")
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    s3 = ada.client("s3")
    assert s3.get_bucket_versioning(Bucket="acme-infra-console-documents")["Status"] == "Enabled"
    assert all(
        s3.get_public_access_block(Bucket="acme-infra-console-documents")["PublicAccessBlockConfiguration"].values()
    )

    found = {check["name"]: check for check in ada.document("doctor", expect=ada.run("doctor").returncode)["checks"]}
    assert found["store"]["ok"] is True
    assert found["store"]["found"].startswith("the table acme-infra-console in us-east-1, shared by a team")


def test_what_one_operator_does_is_on_record_for_the_other(ada: Team, tmp_path: Path) -> None:
    """The bucket of a system is a small apply."""
    done = ada.document("bootstrap", "replaydash/dev", "--approve", "bootstrap/replaydash")
    assert done["status"] == "done"
    seen = bobs_answer(ada, tmp_path, "audit", "bootstrap/replaydash")["entries"]
    assert [(each["action"], each["subject"], each["outcome"]) for each in seen] == [
        ("apply", "bootstrap/replaydash#1", ""),
        ("apply", "bootstrap/replaydash#1", "done"),
    ]
    assert {each["by"].partition("@")[0] for each in seen} == {"ada"}
    assert seen[0]["details"]["plan_sha256"] == done["plan_sha256"]
    verified = bobs_answer(ada, tmp_path, "audit", "--verify")
    assert (verified["whole"], verified["entries"]) == (True, 2)
    listed = bobs_answer(ada, tmp_path, "runs")
    assert listed["runs"] == []
    assert [(run["id"], run["status"]) for run in listed["elsewhere"]] == [
        ("bootstrap/replaydash#1", "done"), (f"{NAME}#2", "no changes"), (f"{NAME}#1", "done"),
    ]  # fmt: skip


def test_fault_97_nobody_changes_anything_once_the_teams_log_was_tampered_with(ada: Team) -> None:
    """The state bucket of another system is not made."""
    table = ada.client("dynamodb")
    key = {"kind": {"S": "audit"}, "key": {"S": f"{2:012d}"}}
    kept = table.get_item(TableName="acme-infra-console", Key=key)["Item"]
    table.delete_item(TableName="acme-infra-console", Key=key)
    refused = ada.run("bootstrap", "twitter/staging", "--approve", "bootstrap/twitter")
    assert refused.returncode == 1
    assert "apply of bootstrap/twitter#1 was not begun, since the audit log cannot record it" in refused.stderr
    assert "entry 2" in refused.stderr
    broken = ada.document("audit", "--verify", expect=1)
    assert (broken["whole"], broken["broken"]) == (False, 2)
    buckets = {bucket["Name"] for bucket in ada.client("s3").list_buckets()["Buckets"]}
    assert "twitter-terraform-state" not in buckets
    table.put_item(TableName="acme-infra-console", Item=kept)
    assert ada.document("audit", "--verify")["whole"] is True
