"""Rehearsals with the real engine: on a sandbox of their own, upon what stands, twice planned, and nothing left."""

from __future__ import annotations

import pytest

from console.bootstrap import Console
from console.bootstrap.rollouts import _rehearsing, rollout_stages
from console.domain.rollout import Finding, RolloutStage, StageStatus
from console.domain.rollout_file import Gates
from console.domain.run import RunRecord, RunStatus
from console.errors import InputError, RunStoppedError
from console.services.reviewing import Reviewed
from console.services.rollouts.rehearsal_scripts import stand_ins
from console.terraform.variable_schema import read_variables
from tests.fakes.gates import Stage
from tests.fakes.tiny import MAIN, Tiny, apply, plan


def staged(reviewed: Reviewed, before: RunRecord | None = None) -> Stage:
    stage = Stage(gates=Gates(rehearsal=True), preset=reviewed.preset, record=reviewed.record)
    stage.part.plan_sha256 = reviewed.record.plan_sha256
    stage.part.before = before.id if before is not None else None
    return stage


def rehearse(console: Console, stage: Stage) -> StageStatus:
    return rollout_stages(console)[RolloutStage.REHEARSAL](stage.context)


def left(tiny: Tiny) -> list[str]:
    """What lies in the folder of rehearsals, its lock aside."""
    return [path.name for path in (tiny.home / "rehearsals").iterdir() if path.name != ".lock"]


def test_a_first_apply_is_rehearsed_whole_and_planned_again(tiny: Tiny) -> None:
    console = tiny.console()
    stage = staged(plan(console))
    assert rehearse(console, stage) is StageStatus.PASSED
    assert [each.check for each in stage.told] == ["before", "apply", "second plan"]
    assert stage.one("apply").text.startswith("Applied on a sandbox of its own: +3 ~0 ±0 -0 in ")
    assert stage.one("second plan").text.startswith("A second plan is empty")
    assert left(tiny) == []
    assert not tiny.state_file().exists(), "nothing of the environment itself was touched"
    assert console.runs.get(stage.record.id).status is RunStatus.PLANNED


def test_a_change_is_rehearsed_upon_what_stands_with_the_values_of_its_own_plan(tiny: Tiny) -> None:
    console = tiny.console()
    applied = apply(console, plan(console))
    # What is edited afterwards is not what was planned.
    stage = staged(plan(console, label="two"), applied)
    tiny.write("resource {")
    assert rehearse(console, stage) is StageStatus.PASSED
    assert stage.one("before").text.startswith("What stands (tiny/dev#1) was applied first: +3 ~0 ±0 -0 in ")
    assert "+0 ~2 ±1 -0 in" in stage.one("apply").text


def test_a_change_that_fails_on_the_sandbox_fails_the_rehearsal(tiny: Tiny) -> None:
    console = tiny.console()
    stage = staged(plan(console, does="fail"))
    assert rehearse(console, stage) is StageStatus.FAILED
    told = stage.one("apply")
    assert told.finding is Finding.FAILED
    assert "The apply on the sandbox is failed" in told.text
    assert left(tiny) == []


def test_a_configuration_that_never_settles_fails_the_rehearsal(tiny: Tiny) -> None:
    tiny.write(MAIN + '\nresource "terraform_data" "restless" {\n  input = timestamp()\n}\n')
    console = tiny.console()
    stage = staged(plan(console))
    assert rehearse(console, stage) is StageStatus.FAILED
    assert "first terraform_data.restless" in stage.one("second plan").text


def test_a_secret_gets_a_stand_in_that_its_rules_allow_and_its_own_value_is_nowhere(tiny: Tiny) -> None:
    secret = """
variable "key" {
  type      = string
  sensitive = true
  validation {
    condition     = length(var.key) == 16
    error_message = "16 characters."
  }
}
resource "terraform_data" "keyed" {
  triggers_replace = sha256(var.key)
}
"""
    tiny.write(MAIN + secret)
    console = tiny.console()
    stage = staged(plan(console, secrets={"key": "canary-1234-abcd"}))
    assert rehearse(console, stage) is StageStatus.PASSED
    assert "canary" not in str(stage.told)


def test_a_secret_without_a_fitting_stand_in_is_inconclusive_and_named(tiny: Tiny) -> None:
    demanding = 'variable "key" {\n  type = string\n  sensitive = true\n  validation {\n    condition = %s\n'
    demanding += '    error_message = "x"\n  }\n}\n'
    root = tiny.write(demanding % 'startswith(var.key, "sk-")', "key.tf").parent
    with pytest.raises(InputError, match=r"^The secret key of run x has no stand-in that fits its type and rules"):
        stand_ins(read_variables(root), {}, "x")
    tiny.write('variable "key" {\n  type = list(string)\n  sensitive = true\n}\n', "key.tf")
    with pytest.raises(InputError, match="The secret key"):
        stand_ins(read_variables(root), {}, "x")


def test_what_a_console_that_died_left_is_cleared_away(tiny: Tiny) -> None:
    console = tiny.console()
    stage = staged(plan(console))
    orphan = tiny.home / "rehearsals" / "tiny@1-dev"
    orphan.mkdir(parents=True)
    (orphan / "something").touch()
    assert rehearse(console, stage) is StageStatus.PASSED
    assert left(tiny) == []


def test_a_teams_store_hears_nothing_of_a_rehearsal(tiny: Tiny) -> None:
    console = tiny.console(team_store="dynamodb:team:team-bucket:us-east-1")
    home = tiny.root / "rehearsed"
    rehearsing = _rehearsing(console, home, tiny.modules / "systems" / "tiny", tiny.presets)
    assert (rehearsing.settings.team_store, rehearsing.team_store.shared) == (None, False)
    assert (rehearsing.store.home, rehearsing.cloud.sandbox) == (home, True)


def test_a_rehearsal_that_is_stopped_leaves_nothing(tiny: Tiny) -> None:
    console = tiny.console()
    stage = staged(plan(console))
    stage.cancelled.set()
    with pytest.raises(RunStoppedError):
        rehearse(console, stage)
    assert left(tiny) == []


def test_a_run_of_another_machine_cannot_be_rehearsed_here(tiny: Tiny) -> None:
    console = tiny.console()
    stage = staged(plan(console))
    stage.part.plan_sha256 = "5b" * 32
    assert rehearse(console, stage) is StageStatus.INCONCLUSIVE, "it has that number, and another plan"
    stage = staged(plan(console))
    console.store.folder(stage.record.id).tfvars.unlink()
    assert rehearse(console, stage) is StageStatus.INCONCLUSIVE
    assert stage.told[-1].text == "What run tiny/dev#2 froze is not on this machine: it cannot be rehearsed here."


def test_without_the_gate_nothing_is_rehearsed(tiny: Tiny) -> None:
    stage = Stage(gates=Gates(rehearsal=False))
    assert rehearse(tiny.console(), stage) is StageStatus.SKIPPED
    assert stage.one("rehearsal").finding is Finding.NOTED
