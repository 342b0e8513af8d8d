"""What the folders of runs tell afterwards: each plan as text, and how two of them differ."""

import json

import pytest

from console.domain.run import RunStatus
from console.errors import InputError, TerraformError
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import DEV, Tiny, apply, plan

ADDED = """
resource "terraform_data" "added" {
  input = "new"
}
"""
DENIED = """
resource "terraform_data" "denied" {
  lifecycle {
    precondition {
      condition     = var.does == "x"
      error_message = "AccessDenied: not authorized to perform: s3:PutObject"
    }
  }
}
"""


def test_the_plan_of_an_applied_run_can_be_read_long_after_its_file_has_gone(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    assert not console.store.folder("tiny/dev#1").plan_file.exists()
    text = console.histories.plan_text("tiny/dev#1")
    assert text.startswith("Plan of run tiny/dev#1\n")
    assert "  + create    terraform_data.first\n" in text
    assert "Plan: 3 to add, 0 to change, 0 to destroy." in text
    apply(console, plan(console, label="two"))
    assert "± replace   terraform_data.slow  (because " in console.histories.plan_text("tiny/dev#2")


def test_a_plan_that_failed_says_why_and_one_that_never_began_is_refused(tiny: Tiny) -> None:
    console = tiny.console()
    tiny.write('resource "terraform_data" "broken" {\n  input = file("nowhere")\n}\n', "broken.tf")
    with pytest.raises(TerraformError):
        plan(console)
    assert "Error: Invalid function argument" in console.histories.plan_text("tiny/dev#1")
    tiny.write('terraform {\n  required_version = "> 99"\n}\n', "broken.tf")
    with pytest.raises(TerraformError):
        plan(console)
    with pytest.raises(InputError, match="Run tiny/dev#2 has no plan"):
        console.histories.plan_text("tiny/dev#2")


def test_two_runs_are_compared_by_files_variables_counts_and_result(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    tiny.write(ADDED, "added.tf")
    console.variables.save_overlay(DEV, {"label": "two"})
    apply(console, plan(console))
    compared = console.histories.compare("tiny/dev#1", "tiny/dev#2")
    assert [(each.what, each.left, each.right) for each in compared.variables] == [("label", "-", '"two"')]
    assert [each.what for each in compared.files] == ["systems/tiny/added.tf"]
    facts = {each.what: each for each in compared.facts}
    assert facts["result"].same
    assert (facts["planned"].left, facts["planned"].right) == ("+3 ~0 ±0 -0", "+1 ~2 ±1 -0")
    assert not facts["configuration"].same
    assert (facts["resources"].left, facts["resources"].right) == ("3", "4")


def test_a_run_compared_with_itself_differs_in_nothing(tiny: Tiny) -> None:
    console = tiny.console()
    plan(console)
    compared = console.histories.compare("tiny/dev#1", "tiny/dev#1")
    assert all(each.same for each in compared.facts)
    assert (compared.variables, compared.files) == ((), ())


def test_the_history_command_lists_shows_and_compares(tiny: Tiny, account: AccountServer) -> None:
    empty = tiny.run("history", "tiny/dev")
    assert (empty.returncode, "tiny/dev has no runs yet" in empty.stdout) == (0, True)
    for label in ("one", "two"):
        given = ("--set", f"label={label}", "--why", f"Try {label}", "--approve", "tiny/dev")
        assert tiny.run("apply", "tiny/dev", *given).returncode == 0
    listed = tiny.run("history", "tiny/dev").stdout.splitlines()
    assert listed[0].split() == ["RUN", "RESULT", "CHANGES", "USD/MONTH", "STARTED", "BY", "WHY"]
    assert [line.split()[:3] for line in listed[1:]] == [["#2", "apply", "done"], ["#1", "apply", "done"]]
    assert listed[1].endswith("Try two")
    assert "terraform_data.first" in tiny.run("history", "tiny/dev#1", "--plan").stdout
    assert "approved by" in tiny.run("history", "tiny/dev#1").stdout
    compared = tiny.run("history", "tiny/dev", "--compare", "1", "2").stdout
    assert "Variables that differ: 1" in compared
    document = json.loads(tiny.run("history", "tiny/dev", "--compare", "1", "tiny/dev#2", "--json").stdout)
    assert (document["left"], document["variables"][0]["what"]) == ("tiny/dev#1", "label")
    refused = tiny.run("history", "tiny/dev", "--plan")
    assert (refused.returncode, "--plan is of one run" in refused.stderr) == (1, True)


def test_a_failed_run_is_shown_with_what_helps(tiny: Tiny, account: AccountServer) -> None:
    tiny.write(DENIED, "denied.tf")
    failed = tiny.run("plan", "tiny/dev")
    assert failed.returncode == 1
    assert "hint, access denied: IAM refused s3:PutObject." in failed.stderr
    assert "    infra-console doctor" in failed.stderr
    document = json.loads(tiny.run("plan", "tiny/dev", "--json").stdout)
    assert document["error"]["hints"][0]["name"] == "access denied"
    (record, *_) = tiny.console().runs.list()
    assert record.status is RunStatus.FAILED
    shown = tiny.run("runs", "show", record.id)
    assert "hint, access denied" in shown.stderr + shown.stdout


def test_a_refusal_that_says_what_to_do_has_no_hint_besides(tiny: Tiny, account: AccountServer) -> None:
    tiny.preset("dev", protection="protected")
    refused = tiny.run("destroy", "tiny/dev")
    assert "lift the deletion protection" in refused.stderr
    assert "hint" not in refused.stderr
