"""`infra-console rollout`: honest exit codes, the command that goes on, and no consent that nobody gave."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from console.cli import rollout_text
from console.cli.parser import build_parser
from console.cli.rollout import rollout
from console.domain.rollout import Finding, RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import Gates
from console.errors import ConsoleError, InputError, PlanRefusedError, ProtectedError, RefusedError
from console.services import review_documents
from console.services.rollouts.records import ROLLOUT
from console.services.rollouts.stage import StageContext
from tests.fakes.rollout_engine import World

HELD = 3


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def call(world: World, *arguments: str) -> int:
    """One command, as a process of its own would carry it out."""
    options = build_parser().parse_args(["rollout", *arguments])
    form = SimpleNamespace(fields=())
    services: Any = SimpleNamespace(
        rollouts=world.rollouts(),
        cloud=SimpleNamespace(sandbox=True),
        environments=SimpleNamespace(preset=world.preset),
        variables=SimpleNamespace(form=lambda _: form),
        runs=SimpleNamespace(get=world.runs.get, review=world.runs.review),
        team_store=world.store,
    )
    return rollout(services, options)


def test_a_rollout_that_gets_through_ends_with_0(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(world, "start", "web/dev", "--set", "image_tag=v2") == 0
    said = capsys.readouterr().out
    assert "web/dev apply: passed" in said
    assert said.endswith("SANDBOX: web@1 is DONE. The change runs in web/dev.\n")


def test_a_failure_ends_with_1_and_says_why(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.answer("dev", RolloutStage.VERIFY, StageStatus.INCONCLUSIVE)
    assert call(world, "start", "web") == 1
    assert "SANDBOX: web@1 is FAILED. web/dev: verify INCONCLUSIVE." in capsys.readouterr().out


def test_waiting_for_a_person_ends_with_3_and_the_exact_command(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    def many(context: StageContext) -> StageStatus:
        context.tell("blast radius", Finding.FAILED, "60 resources.", acknowledge="blast radius")
        return StageStatus.PASSED

    world.answer("dev", RolloutStage.GUARDS, many)
    assert call(world, "start", "web/dev") == HELD
    command = "infra-console rollout approve web/dev --acknowledge 'blast radius' --sandbox"
    assert f"`{command}`" in capsys.readouterr().out
    assert call(world, "approve", "web/dev", "--acknowledge", "blast radius", "--yes") == 0
    assert "`infra-console rollout promote web --sandbox` goes on." in capsys.readouterr().out
    assert call(world, "promote", "web") == 0


def test_json_is_one_document_with_the_code_and_what_is_waited_for(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.gates["dev"] = Gates()
    assert call(world, "start", "web/dev", "--json") == HELD
    document = json.loads(capsys.readouterr().out)
    assert (document["id"], document["status"], document["exit_code"], document["driven"]) == (
        "web@1",
        "held",
        3,
        False,
    )
    assert "waits for 1 approval" in document["reason"]


def test_yes_approves_what_is_ones_own_to_approve(world: World) -> None:
    world.gates["dev"] = Gates()
    assert call(world, "start", "web/dev", "--yes") == 0


def test_yes_types_no_name_that_was_not_typed(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.gates = {"staging": Gates()}
    assert call(world, "start", "web", "--yes") == HELD
    assert "type its name, web/staging" in capsys.readouterr().out
    assert call(world, "promote", "web/staging", "--yes") == 0


def test_yes_is_no_consent_where_a_second_person_is_wanted_or_the_environment_is_protected(world: World) -> None:
    world.gates["dev"] = Gates(second_person=True)
    assert call(world, "start", "web/dev", "--yes") == HELD
    assert call(world, "start", "web/production", "--yes") == HELD
    assert world.runs.applied == []


def test_an_approval_names_its_environment_where_the_name_is_to_be_typed(world: World) -> None:
    call(world, "start", "web/production")
    with pytest.raises(ProtectedError, match="type its name"):
        call(world, "approve", "web", "--yes")
    with pytest.raises(InputError, match="add --yes to rollout approve"):
        call(world, "approve", "web/production")
    assert call(world, "approve", "web/production", "--yes") == 0


def test_ctrl_c_pauses_and_ends_with_130(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lives: list[Any] = []
    kept = rollout_text.RolloutLive.__enter__
    monkeypatch.setattr(rollout_text.RolloutLive, "__enter__", lambda self: (lives.append(self), kept(self))[1])
    world.runs.during_apply = lambda _: lives[0].cancel.set()
    assert call(world, "start", "web/dev") == 130
    assert world.rollouts().get("web@1").status is RolloutStatus.PAUSED
    assert call(world, "resume", "web") == 0


def test_pause_and_abort_say_how_it_stands(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.gates["dev"] = Gates()
    call(world, "start", "web/dev")
    assert call(world, "pause", "web", "--why", "Lunch") == 0
    assert "web@1 is paused" in capsys.readouterr().out
    assert call(world, "abort", "web@1", "--why", "Wrong tag") == 0
    assert "Nothing was changed in web/dev." in capsys.readouterr().out


def test_status_lists_all_and_shows_one(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(world, "status") == 0
    assert "infra-console rollout start SYSTEM --set NAME=VALUE --sandbox" in capsys.readouterr().out
    call(world, "start", "web/dev", "--why", "A new version")
    capsys.readouterr()
    assert call(world, "status") == 0
    assert "web@1" in capsys.readouterr().out
    assert call(world, "status", "web/dev") == 0
    assert "SANDBOX: web@1 is done: A new version" in capsys.readouterr().out
    with pytest.raises(InputError, match=r"infra-console rollout start shop --sandbox"):
        call(world, "status", "shop")


def test_a_damaged_record_is_a_line_in_what_is_listed_and_started(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        call(world, "start", "web/dev")
    world.store.write(ROLLOUT, "web@2", "{", world.records.read("web@2")[1])
    for arguments, other in (
        (["status"], "web@1"),
        (["status", "web"], "web@1 is done"),
        (["start", "web/dev"], "web@3"),
    ):
        capsys.readouterr()
        assert call(world, *arguments) == 0
        said = capsys.readouterr().out
        assert "! web@2: The record web@2 cannot be read: " in said
        assert other in said
    assert call(world, "status", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in document["rollouts"]] == ["web@3", "web@1"]
    assert [each["id"] for each in document["unreadable"]] == ["web@2"]
    assert call(world, "start", "web/dev", "--json") == 0
    assert json.loads(capsys.readouterr().out)["id"] == "web@4"


def test_status_waits_for_the_end_and_takes_its_code(world: World) -> None:
    world.answer("dev", RolloutStage.BAKE, StageStatus.FAILED)
    waiting = threading.Event()

    def verify(_: StageContext) -> StageStatus:
        waiting.set()
        return StageStatus.PASSED

    world.answer("dev", RolloutStage.VERIFY, verify)
    driver = threading.Thread(target=lambda: world.rollouts().drive(world.started("dev").id))
    driver.start()
    assert waiting.wait(20)
    assert call(world, "status", "web", "--wait") == 1
    driver.join()


def test_status_does_not_wait_for_a_rollout_whose_console_died(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.started("dev")
    with pytest.raises(ConsoleError, match=r"is not moving\. Nobody drives it"):
        call(world, "status", "web", "--wait")
    call(world, "status", "web")
    assert "`infra-console rollout resume web --sandbox` goes on." in capsys.readouterr().out


def test_a_value_is_an_assignment(world: World) -> None:
    with pytest.raises(InputError, match="write --set NAME=VALUE"):
        call(world, "start", "web/dev", "--set", "image_tag")


def test_what_is_waited_for_is_said_once_a_minute_and_not_with_every_look(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [0.0]
    made = rollout_text.RolloutLive
    monkeypatch.setattr(
        "console.cli.rollout_driving.RolloutLive", lambda record, quiet: made(record, quiet=quiet, clock=lambda: at[0])
    )

    def verify(context: StageContext) -> StageStatus:
        for look in range(120):
            at[0] += 2
            context.wait_for(f"the deployment of api: look {look}")
        context.tell("service api", Finding.PASSED, "It runs.")
        return StageStatus.PASSED

    world.answer("dev", RolloutStage.VERIFY, verify)
    assert call(world, "start", "web/dev") == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "look" in line] == [
        f"    waits for the deployment of api: look {look}" for look in (29, 59, 89, 119)
    ]
    assert "  + service api: It runs." in said


def test_a_rollout_whose_output_nobody_reads_any_more_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(rollout_text, "say", gone)
    assert call(world, "start", "web/dev") == 0
    assert world.rollouts().get("web@1").status is RolloutStatus.DONE


def test_who_approves_another_machines_plan_is_told_that_it_goes_on_there(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.gates["dev"] = Gates()
    assert call(world, "start", "web/dev") == HELD
    review_documents.write(world.store, world.runs.review("web/dev#1"))
    other = world.runs.get("web/dev#1").model_copy(update={"plan_sha256": "f" * 64})
    world.runs.store.folder("web/dev#1").write(other)
    assert call(world, "approve", "web/dev", "--yes") == 0
    there = world.rollouts().get("web@1").environments[0].planned_by
    assert f"promote web --sandbox` goes on on the machine of {there}; elsewhere it is planned again." in (
        capsys.readouterr().out
    )


def test_the_way_back_as_json_is_the_plan_and_the_command_that_applies_it(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        call(world, "start", "web/dev")
    world.runs.data_lost = ["aws_db_instance.a"]
    monkeypatch.setattr("console.cli.rollout_acts.plan_document", lambda plan: {"run": plan.record.id})
    capsys.readouterr()
    assert call(world, "rollback", "web/dev", "--infrastructure", "--json") == HELD
    document = json.loads(capsys.readouterr().out)
    command = "infra-console rollout rollback web/dev --infrastructure --yes --destroys aws_db_instance.a --sandbox"
    assert document == {"rollout": "web@2", "exit_code": HELD, "next_command": command, "run": "web/dev#3"}
    assert world.runs.applied == ["web/dev#1", "web/dev#2"]
    assert call(world, *command.split()[2:-1], "--json") == 0
    assert world.runs.applied[-1] == "web/dev#3"


@pytest.mark.parametrize("here", [True, False], ids=["made here", "made elsewhere"])
def test_a_plan_that_cannot_be_shown_is_not_approved(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, here: bool
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("nobody is asked about what they do not see")

    def unseen(run_id: str) -> Any:
        raise PlanRefusedError(f"The plan of run {run_id} was changed since.")

    world.gates["dev"] = Gates()
    assert call(world, "start", "web/dev") == HELD
    if here:
        monkeypatch.setattr(world.runs, "review", unseen)
        said = r"The plan of run web/dev#1 was changed since; `infra-console rollout abort web@1 --sandbox` ends the"
    else:
        other = world.runs.get("web/dev#1").model_copy(update={"plan_sha256": "f" * 64})
        world.runs.store.folder("web/dev#1").write(other)
        said = r"is not in the store .*; approve it on the machine of .*, where it was made\."
    monkeypatch.setattr("console.cli.rollout_acts.agreed", asked)
    with pytest.raises(RefusedError, match=f"The plan of web/dev cannot be shown here, and was not approved: .*{said}"):
        call(world, "approve", "web/dev", "--yes")
    assert world.rollouts().approvals("web@1", "web/dev") == ()


def test_who_is_asked_about_one_plan_does_not_approve_another_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.gates["dev"] = Gates()
    assert call(world, "start", "web/dev") == HELD

    def slow(*_: object) -> None:
        """While it is thought about, the plan gets too old and somebody promotes."""
        world.later(minutes=31)
        world.rollouts().drive("web@1")

    monkeypatch.setattr("console.cli.rollout_acts.agreed", slow)
    with pytest.raises(RefusedError, match="planned again since its plan was shown"):
        call(world, "approve", "web/dev", "--yes")
    assert world.rollouts().approvals("web@1", "web/dev") == ()
