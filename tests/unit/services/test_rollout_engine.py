"""The engine of rollouts: stage after stage, each written down, and nothing that was not approved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from console.domain.rollout import RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import Gates
from console.domain.run import RunStatus
from console.errors import InputError, LockedError, ProtectedError, RefusedError
from console.services.rollouts.approvals import ApprovalRequest
from tests.fakes.rollout_engine import FREE, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def statuses(record: Any, environment: str) -> list[str]:
    part = next(each for each in record.environments if each.environment == f"web/{environment}")
    return [str(stage.status) for stage in part.stages]


def test_a_change_goes_through_every_stage_of_every_environment_in_order(world: World) -> None:
    world.gates["production"] = FREE.model_copy(update={"approvals": 1})
    record = world.started("dev", "staging")
    done = world.rollouts().drive(record.id)
    assert done.status is RolloutStatus.DONE
    assert done.reason == "The change runs in web/dev, web/staging."
    looked_at = [stage for stage in RolloutStage if stage not in ("plan", "approval", "apply")]
    assert world.seen == [(f"web/{name}", stage) for name in ("dev", "staging") for stage in looked_at]
    assert world.runs.applied == ["web/dev#1", "web/staging#1"]
    assert [request.overrides for request in world.runs.requests] == [{"image_tag": "v2"}] * 2
    assert [event.what for event in world.events] == ["began", "promoted", "done"]


def test_the_record_is_written_before_a_stage_does_anything(world: World) -> None:
    record = world.started("dev")
    written = []

    def look(_: Any) -> StageStatus:
        written.append(statuses(world.rollouts().get(record.id), "dev")[0])
        return StageStatus.PASSED

    world.answer("dev", RolloutStage.PREFLIGHT, look)
    world.rollouts().drive(record.id)
    assert written == ["running"]


def test_a_protected_environment_waits_for_a_person_although_its_gates_ask_for_nobody(world: World) -> None:
    record = world.started("production")
    held = world.rollouts().drive(record.id)
    assert held.status is RolloutStatus.HELD
    assert "infra-console rollout approve web/production --sandbox" in held.reason
    assert world.runs.applied == []
    with pytest.raises(ProtectedError, match="type its name"):
        world.rollouts().approve(record.id, "web/production", ApprovalRequest())
    world.rollouts().approve(record.id, "web/production", ApprovalRequest(typed_name="web/production"))
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE
    assert world.runs.approvals[0].typed_name == "web/production"


def test_another_configuration_is_not_promoted(world: World) -> None:
    record = world.started("dev", "staging")

    def edit(_: Any) -> StageStatus:
        world.runs.configuration = "two"
        return StageStatus.PASSED

    world.answer("dev", RolloutStage.BAKE, edit)
    failed = world.rollouts().drive(record.id)
    assert failed.status is RolloutStatus.FAILED
    assert "The configuration was changed since web/dev planned it" in failed.reason
    assert world.runs.applied == ["web/dev#1"]
    assert world.runs.get("web/staging#1").status is RunStatus.DISCARDED


def test_an_environment_that_is_as_the_change_wants_it_is_verified_and_baked_all_the_same(world: World) -> None:
    world.runs.nothing_to_do.add("staging")
    record = world.started("dev", "staging")
    done = world.rollouts().drive(record.id)
    assert done.status is RolloutStatus.DONE
    assert statuses(done, "staging") == ["passed", "passed", *["skipped"] * 4, "passed", "passed"]
    assert world.runs.applied == ["web/dev#1"]


def test_later_environments_never_begin_after_a_failure(world: World) -> None:
    world.answer("dev", RolloutStage.BAKE, StageStatus.FAILED)
    record = world.started()
    failed = world.rollouts().drive(record.id)
    assert failed.status is RolloutStatus.FAILED
    assert "infra-console rollout rollback web/dev --sandbox" in failed.reason
    assert statuses(failed, "staging") == ["not begun"] * 8
    assert world.rollouts().drive(record.id).status is RolloutStatus.FAILED
    assert world.runs.applied == ["web/dev#1"]


def test_inconclusive_is_no_success_and_nothing_is_rolled_back_by_itself(world: World) -> None:
    world.gates["dev"] = Gates(approvals=0, on_failure="roll back service")  # type: ignore[arg-type]
    world.answer("dev", RolloutStage.VERIFY, StageStatus.INCONCLUSIVE)
    failed = world.rollouts().drive(world.started("dev").id)
    assert failed.status is RolloutStatus.FAILED
    assert "INCONCLUSIVE" in failed.reason
    assert world.went_back == []


def test_a_failure_before_the_apply_says_that_nothing_was_changed_and_gives_the_plan_up(world: World) -> None:
    world.answer("dev", RolloutStage.REHEARSAL, StageStatus.FAILED)
    failed = world.rollouts().drive(world.started("dev").id)
    assert failed.reason.endswith("Nothing was changed in web/dev.")
    assert world.runs.get("web/dev#1").status is RunStatus.DISCARDED


def test_values_that_an_environment_does_not_take_are_refused_before_anything_is_written(world: World) -> None:
    with pytest.raises(InputError, match="unknown"):
        world.started("dev", unknown="x")
    assert world.rollouts().survey() == ((), ())


def test_two_changes_are_not_on_their_way_through_one_environment(world: World) -> None:
    first = world.started("dev", "staging")
    with pytest.raises(RefusedError, match=f"{first.id} is on its way through web/staging"):
        world.started("staging", "production")
    world.rollouts().drive(first.id)
    assert world.started("staging").number == 2


def test_a_second_driver_is_refused_and_told_who_drives(world: World) -> None:
    record = world.started("dev")
    said = []

    def look(_: Any) -> StageStatus:
        with pytest.raises(LockedError) as refused:
            world.rollouts().drive(record.id)
        said.append(refused.value.message)
        return StageStatus.PASSED

    world.answer("dev", RolloutStage.PREFLIGHT, look)
    world.rollouts().drive(record.id)
    assert "(process " in said[0]


def test_a_stage_that_cannot_be_done_fails_with_its_sentence(world: World) -> None:
    def refuse(_: Any) -> StageStatus:
        raise RefusedError("The metrics cannot be asked.")

    world.answer("dev", RolloutStage.BAKE, refuse)
    failed = world.rollouts().drive(world.started("dev").id)
    assert "web/dev: bake FAILED: The metrics cannot be asked." in failed.reason


def test_an_environment_that_is_being_worked_on_is_waited_for_and_not_failed(world: World) -> None:
    world.runs.refuse_apply = LockedError("web/dev is being worked on by bob@desk.")
    record = world.started("dev")
    held = world.rollouts().drive(record.id)
    assert held.status is RolloutStatus.HELD
    command = "infra-console rollout promote web --sandbox"
    assert held.reason == f"web/dev is being worked on by bob@desk. `{command}` goes on once it is free."
    world.runs.refuse_apply = None
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE
