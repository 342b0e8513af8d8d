"""A fault of the console itself in a rollout: one sentence is said, and it goes on or ends as somebody wants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console.domain.rollout import Finding, RolloutRecord, RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import Gates, Hook, OnFailure
from console.domain.rollout_wish import Wanted
from console.domain.run import RunRecord
from console.errors import ConsoleError
from console.services.rollouts.hooks import Hooks
from console.services.rollouts.stage import StageContext
from tests.fakes.rollout_engine import FREE, World

CANARY = "canary-77c0"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def broken(world: World, stage: RolloutStage) -> RolloutRecord:
    """A rollout of dev in whose stage the console fails in its own code."""

    def fault(_: StageContext) -> StageStatus:
        raise KeyError(CANARY)

    world.answer("dev", stage, fault)
    record = world.rollouts().drive(world.started("dev").id)
    world.answer("dev", stage, StageStatus.PASSED)
    return record


def test_a_fault_of_the_console_ends_the_stage_in_one_sentence_without_its_words(world: World) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_SERVICE})
    record = broken(world, RolloutStage.BAKE)
    bake = record.environments[0].stage(RolloutStage.BAKE)
    assert (record.status, bake.status, bake.broke_off) == (RolloutStatus.PAUSED, StageStatus.FAILED, True)
    assert "web/dev: bake met a fault of infra-console itself (KeyError in console." in record.reason
    assert "`infra-console rollout abort web --sandbox` ends it." in record.reason
    assert "`infra-console rollout resume web --sandbox` goes on." in record.reason
    assert world.went_back == [], "it says nothing of the change"
    stored = [each.body for each in world.store.list("rollout")]
    kept = json.dumps(stored) + "".join(entry.model_dump_json() for entry in world.store.entries())
    assert CANARY not in kept + "".join(event.model_dump_json() for event in world.events)
    assert [event.what for event in world.events][-1] == "paused"


def test_what_broke_off_is_done_anew_when_it_is_resumed(world: World) -> None:
    record = broken(world, RolloutStage.VERIFY)
    world.rollouts().resume(record.id)
    done = world.rollouts().drive(record.id)
    verify = done.environments[0].stage(RolloutStage.VERIFY)
    assert (done.status, verify.status, verify.attempts) == (RolloutStatus.DONE, StageStatus.PASSED, 2)
    assert (verify.broke_off, verify.evidence) == (False, [])
    assert world.runs.applied == ["web/dev#1"]


def test_what_broke_off_can_be_aborted(world: World) -> None:
    record = broken(world, RolloutStage.GUARDS)
    aborted = world.rollouts().abort(record.id)
    assert aborted.status is RolloutStatus.ABORTED
    assert "Nothing was changed in web/dev." in aborted.reason


def test_an_apply_that_the_console_lost_by_its_own_fault_is_attached_to_and_not_applied_again(world: World) -> None:
    def fault(_: RunRecord) -> None:
        raise ZeroDivisionError

    world.runs.during_apply = fault
    record = world.rollouts().drive(world.started("dev").id)
    assert record.status is RolloutStatus.PAUSED
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE
    assert (world.runs.applied, world.runs.attached) == (["web/dev#1"], ["web/dev#1"])


def test_an_abort_waits_for_an_apply_that_the_console_lost_by_its_own_fault(world: World) -> None:
    def fault(_: RunRecord) -> None:
        raise ZeroDivisionError

    world.runs.during_apply = fault
    record = world.rollouts().drive(world.started("dev").id)
    aborted = world.rollouts().abort(record.id)
    assert (aborted.status, world.runs.attached) == (RolloutStatus.ABORTED, ["web/dev#1"])
    assert "web/dev was changed: see run web/dev#1" in aborted.reason


def test_what_a_bake_had_seen_before_the_fault_is_kept_and_the_fault_is_not(world: World) -> None:
    def fault(context: StageContext) -> StageStatus:
        context.tell("CPU", Finding.PASSED, "40 %")
        raise KeyError(CANARY)

    world.answer("dev", RolloutStage.BAKE, fault)
    record = world.rollouts().drive(world.started("dev").id)
    world.answer("dev", RolloutStage.BAKE, StageStatus.PASSED)
    bake = world.rollouts().drive(record.id).environments[0].stage(RolloutStage.BAKE)
    assert [each.text for each in bake.evidence] == ["40 %"]


def test_going_back_that_meets_a_fault_of_the_console_is_never_called_rolled_back(world: World) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_SERVICE})
    world.services_back = KeyError(CANARY)
    world.answer("dev", RolloutStage.VERIFY, StageStatus.FAILED)
    record = world.rollouts().drive(world.started("dev").id)
    assert record.status is RolloutStatus.FAILED
    assert "GOING BACK FAILED: it met a fault of infra-console itself (KeyError in console." in record.reason


@pytest.mark.parametrize("aborts", [True, False])
def test_a_fault_between_two_stages_leaves_it_standing_and_it_ends_as_it_should_later(
    world: World, aborts: bool
) -> None:
    def fault(_: str) -> RunRecord:
        raise ZeroDivisionError

    kept = world.runs.discard
    world.runs.discard = fault  # type: ignore[method-assign]
    world.gates["dev"] = Gates()
    world.answer("dev", RolloutStage.REHEARSAL, StageStatus.PASSED if aborts else StageStatus.FAILED)
    record = stood = world.rollouts().drive(world.started("dev").id)
    if aborts:
        assert record.status is RolloutStatus.HELD
        stood = world.rollouts().abort(record.id)
    assert stood.status is RolloutStatus.PAUSED
    assert f"{record.id} met a fault of infra-console itself (ZeroDivisionError in console." in stood.reason
    world.runs.discard = kept  # type: ignore[method-assign]
    ended = world.rollouts().drive(record.id)
    assert ended.status is (RolloutStatus.ABORTED if aborts else RolloutStatus.FAILED)


def test_a_preset_that_cannot_be_read_any_more_fails_the_stage_with_its_sentence(world: World) -> None:
    record = world.started("dev")

    def unreadable(_: Any) -> Any:
        raise ConsoleError("presets/web/dev.yaml cannot be read.")

    world.preset = unreadable  # type: ignore[method-assign]
    failed = world.rollouts().drive(record.id)
    assert failed.status is RolloutStatus.FAILED
    assert "preflight FAILED: presets/web/dev.yaml cannot be read." in failed.reason


def test_a_wish_that_comes_as_the_driver_gives_its_seat_back_is_carried_out(world: World) -> None:
    record = world.started("dev")

    def held(context: StageContext) -> StageStatus:
        context.wait_for("somebody")
        world.records.want(record.id, Wanted.ABORT, "bob@desk", world.now())
        return StageStatus.HELD

    world.answer("dev", RolloutStage.PREFLIGHT, held)
    assert world.rollouts().drive(record.id).status is RolloutStatus.ABORTED


def test_a_hook_that_fails_in_the_consoles_own_code_stops_nothing_and_says_no_address(world: World) -> None:
    record = world.started("dev")
    told: list[str] = []

    def fault(*_: Any) -> None:
        raise UnicodeError(CANARY)

    hook = Hook(kind="webhook", events=("all",), url=f"https://example.org/{CANARY}")
    hooks = Hooks(lambda _: [hook], {"webhook": fault}, lambda _, text: told.append(text))
    (sentence,) = hooks.notify(world.events[0])
    assert record.id == world.events[0].rollout
    assert sentence.startswith("The webhook hook met a fault of infra-console itself (UnicodeError in console.")
    assert told == [sentence]
    assert CANARY not in sentence
