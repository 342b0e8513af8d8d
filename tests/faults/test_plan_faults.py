"""Faults 27, 33, 34 and 38: what a plan says before it is approved, and what is left after an apply that failed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.cli.plan_text import print_review
from console.domain.plan import Action, Plan
from console.domain.run import RunStatus
from console.services.review_documents import plan_document
from console.services.reviewing import Reviewed
from console.terraform.plan_json import read_plan
from console.ui.plan_view.guards import guards_content
from console.ui.plan_view.rows import ChangeRow, TreeRows, remark
from tests.fakes.overview import preset, record
from tests.fakes.tiny import Tiny, apply, plan

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"


def recorded(name: str, **how: bool) -> Plan:
    return read_plan((PLANS / f"{name}.json").read_bytes(), **how)


def shown(of: Plan, **run: object) -> Reviewed:
    given = {"stages": [], "ended_at": None} | run
    planned = record("replaydash/dev", 15, RunStatus.PLANNED, **given)
    return Reviewed(planned, preset("replaydash", "dev"), of, None, "", datetime.now(UTC) + timedelta(minutes=5))


def rows_of(of: Plan) -> dict[str, str]:
    """Address -> the remark that its row in the tree has."""
    return {row.change.address: remark(row.change) for row in TreeRows(of).rows() if isinstance(row, ChangeRow)}


def test_fault_27_after_the_third_of_five_failed_the_rest_is_planned_again(tiny: Tiny) -> None:
    tiny.write('resource "terraform_data" "fifth" {\n  depends_on = [terraform_data.last]\n}\n', "fifth.tf")
    console = tiny.console()
    failed = apply(console, plan(console, does="fail"))
    assert (failed.status, failed.applied.create) == (RunStatus.FAILED, 1)
    again = plan(console)
    actions = {change.address: change.action for change in again.plan.changes}
    assert "terraform_data.first" not in actions, "what is done stays done"
    assert actions["terraform_data.slow"] is Action.REPLACE, "what failed is made anew"
    assert actions["terraform_data.last"] is actions["terraform_data.fifth"] is Action.CREATE
    assert apply(console, again).status is RunStatus.DONE


@pytest.mark.parametrize(
    ("fixture", "address", "words"),
    [
        ("change", "terraform_data.gone[0]", "count is now smaller"),
        ("move_import_forget", "terraform_data.after", "it is no longer in the configuration"),
        ("tainted", "terraform_data.fails", "its last creation failed half way (tainted)"),
    ],
)
def test_fault_33_why_something_is_deleted_or_replaced_is_said_in_words(
    fixture: str, address: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    of = recorded(fixture)
    (reason,) = [change.reason for change in of.changes if change.address == address]
    assert reason == words
    assert rows_of(of)[address] == f"because {reason}"
    print_review(shown(of))
    assert f"{address}  ({reason})" in capsys.readouterr().out


def test_fault_34_what_is_only_moved_has_a_row_with_where_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    of = recorded("move_import_forget")
    assert rows_of(of)["terraform_data.kept"] == "was terraform_data.ok[2]"
    print_review(shown(of))
    assert "> move      terraform_data.kept  (from terraform_data.ok[2])" in capsys.readouterr().out


def test_fault_34_a_deposed_object_has_a_row_that_says_so() -> None:
    of = recorded("destroy")
    deposed = replace(of.changes[0], deposed="8a2b")
    assert rows_of(replace(of, changes=(deposed,)))[deposed.address].startswith("deposed object")
    assert "(deposed object 8a2b)" in guards_content(
        shown(replace(of, changes=(replace(deposed, type="aws_db_instance"),)))
    ).plain  # fmt: skip


def test_fault_38_what_was_changed_outside_is_shown_before_approval(capsys: pytest.CaptureFixture[str]) -> None:
    of = recorded("aws_drift")
    assert of.drift
    reviewed = shown(of)
    assert f"Changed outside Terraform ({len(of.drift)})" in guards_content(reviewed).plain
    print_review(reviewed)
    said = capsys.readouterr()
    assert said.out.index(f"Changed outside Terraform: {len(of.drift)}") < said.out.index("Plan: ")
    assert "infra-console state drift replaydash/dev" in said.err
    assert [each["address"] for each in plan_document(reviewed)["drift"]] == [each.address for each in of.drift]


def test_a_refresh_only_plan_is_its_drift_and_says_that_nothing_else_is_touched(
    capsys: pytest.CaptureFixture[str],
) -> None:
    of = recorded("aws_drift", refresh_only=True)
    of = replace(of, changes=(), counts=type(of.counts)(), outputs=())
    assert (of.empty, of.listed) == (False, of.drift)
    print_review(shown(of, refresh_only=True))
    said = capsys.readouterr().out
    assert "*** REFRESH ONLY" in said
    assert "An apply takes this over into the state; no resource is changed." in said
    assert "Plan: " not in said
    assert replace(of, drift=()).empty


def test_a_partial_plan_still_has_what_it_leaves_alone() -> None:
    document = json.loads((PLANS / "aws_drift.json").read_text())
    standing = [r["address"] for r in document["planned_values"]["root_module"]["resources"]]
    left, *touched = document["resource_changes"]
    # As Terraform writes a targeted plan: what it leaves alone is in the prior state only.
    document["resource_changes"] = touched
    document["planned_values"]["root_module"]["resources"] = [
        r for r in document["planned_values"]["root_module"]["resources"] if r["address"] != left["address"]
    ]
    assert left["address"] in standing
    assert left["address"] not in read_plan(document).planned_values
    assert set(read_plan(document, partial=True).planned_values) == set(standing)


def test_what_aws_moves_by_itself_is_no_change_of_a_refresh_only_plan() -> None:
    document = json.loads((PLANS / "aws_drift.json").read_text())
    moved = document["resource_drift"][0]
    moved["change"]["after"] = moved["change"]["before"] | {"latest_restorable_time": "2026-11-20T17:59:02Z"}
    document["resource_drift"] = [moved]
    assert read_plan(document, refresh_only=True).drift == ()
    moved["change"]["after"]["family"] = "other"
    assert len(read_plan(document, refresh_only=True).drift) == 1
