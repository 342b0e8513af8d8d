"""An infrastructure rollback brings a changed variable back; a partial run changes what it names; drift is accepted."""

from __future__ import annotations

from typing import Any

import boto3

from tests.e2e.conftest import DAY_TWO, CommandLine

pytestmark = DAY_TWO
ENVIRONMENT = "replaydash/dev"
APPROVE = ("--approve", ENVIRONMENT, "--acknowledge-over-budget", "--acknowledge-unknown-cost")
STANDING = ("--set", "desired_count=2", "--set", "max_count=4", "--set", "off_hours_enabled=false")
"""What the environment was applied with."""


def retention_changes(planned: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Address -> retention before and after, of every log group that the plan changes."""
    return {
        change["address"]: (attribute["before"], attribute["after"])
        for change in planned["changes"]
        for attribute in change["attributes"]
        if attribute["path"] == "retention_in_days"
    }


def test_a_changed_variable_is_brought_back_and_the_next_plan_would_undo_it(day_two: CommandLine) -> None:
    first = next(run for run in day_two.document("history", ENVIRONMENT)["runs"] if run["status"] == "done")
    days = ("--set", "log_retention_days=14")
    changed = day_two.document("apply", ENVIRONMENT, *STANDING, *days, "--why", "Keep logs longer", *APPROVE)
    assert changed["status"] == "done"
    shown = day_two.run("rollback", ENVIRONMENT, "--to", str(first["number"]), *APPROVE)
    assert shown.returncode == 0, shown.stdout[-3000:] + shown.stderr
    assert f"*** ROLLBACK to run {ENVIRONMENT}#{first['number']} ***" in shown.stdout
    assert "The next ordinary plan undoes this rollback" in shown.stdout
    newest = day_two.document("history", ENVIRONMENT)["runs"][0]
    assert (newest["rollback_to"], newest["status"]) == (first["number"], "done")
    assert newest["applied"]["change"] == changed["applied"]["change"] > 0
    again = day_two.document("plan", ENVIRONMENT, *STANDING, *days, expect=2)
    assert set(retention_changes(again).values()) == {(7, 14)}
    assert day_two.document("plan", ENVIRONMENT, *STANDING)["empty"] is True


def test_a_partial_run_changes_what_it_names_and_says_so(day_two: CommandLine) -> None:
    days = ("--set", "log_retention_days=14")
    address = next(iter(retention_changes(day_two.document("plan", ENVIRONMENT, *STANDING, *days, expect=2))))
    applied = day_two.run("apply", ENVIRONMENT, *STANDING, *days, "--target", address, *APPROVE)
    assert applied.returncode == 0, applied.stdout[-3000:] + applied.stderr
    assert f"*** PARTIAL: only {address} and what they depend on ***" in applied.stdout
    assert "at least 0.00" not in applied.stdout, "what is not touched still costs what it costs"
    back = day_two.document("plan", ENVIRONMENT, *STANDING, expect=2)
    assert retention_changes(back) == {address: (14, 7)}
    assert day_two.document("apply", ENVIRONMENT, *STANDING, *APPROVE)["status"] == "done"


def test_what_was_changed_outside_is_shown_and_accepted_into_the_state(day_two: CommandLine) -> None:
    shown = day_two.document("plan", ENVIRONMENT, *STANDING, "--refresh-only")
    assert shown["empty"] is True, shown["drift"]
    group = day_two.document("output", ENVIRONMENT)["outputs"]["log_group_name"]["value"]
    logs(day_two).put_retention_policy(logGroupName=group, retentionInDays=30)
    drift = day_two.document("plan", ENVIRONMENT, *STANDING, "--refresh-only", expect=2)
    (found,) = drift["drift"]
    assert ("retention_in_days", 7, 30) in [(a["path"], a["before"], a["after"]) for a in found["attributes"]]
    assert drift["run"]["drifted"] == 1
    accepted = day_two.document("apply", ENVIRONMENT, *STANDING, "--refresh-only", *APPROVE)
    assert (accepted["status"], accepted["applied"]["change"]) == ("done", 0)
    back = day_two.document("plan", ENVIRONMENT, *STANDING, expect=2)
    assert retention_changes(back) == {found["address"]: (30, 7)}
    assert day_two.document("apply", ENVIRONMENT, *STANDING, *APPROVE)["status"] == "done"


def logs(day_two: CommandLine) -> Any:
    """CloudWatch Logs of the sandbox, as somebody with the AWS command line has it."""
    status = day_two.document("sandbox", "status")
    return boto3.client(
        "logs",
        endpoint_url=status["endpoint"],
        region_name=status["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
