"""A rollout that has ended has nothing under way and nothing that waits: each stage says how it was left, and when."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from console.domain.rollout import RollBackRequest, RolloutRecord, RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import Gates, OnFailure
from console.domain.run import RunRecord
from console.services.rollouts.stage import StageContext
from tests.fakes.rollout_engine import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def left_in(world: World, stage: RolloutStage) -> RolloutRecord:
    """A rollout of dev whose driver pressed Ctrl-C in that stage."""
    record, leave = world.started("dev"), threading.Event()

    def work(context: StageContext) -> StageStatus:
        leave.set()
        assert context.cancelled.wait(60)
        return StageStatus.RUNNING

    world.answer("dev", stage, work)
    left = world.rollouts().drive(record.id, cancel=leave)
    assert left.environments[0].stage(stage).status is StageStatus.RUNNING
    return left


def test_a_stage_in_which_a_rollout_is_aborted_is_stopped_then_and_not_under_way(world: World) -> None:
    left = left_in(world, RolloutStage.BAKE)
    world.later(minutes=5)
    aborted = world.rollouts().abort(left.id)
    bake = aborted.environments[0].stage(RolloutStage.BAKE)
    assert (bake.status, bake.waits_for) == (StageStatus.STOPPED, "")
    assert bake.ended_at is not None
    assert bake.ended_at >= world.time
    assert world.rollouts().get(left.id) == aborted


def test_an_approval_that_an_aborted_rollout_waited_for_is_waited_for_no_longer(world: World) -> None:
    world.gates["dev"] = Gates()
    record = world.rollouts().drive(world.started("dev").id)
    assert record.status is RolloutStatus.HELD
    approval = world.rollouts().abort(record.id).environments[0].stage(RolloutStage.APPROVAL)
    assert (approval.status, approval.waits_for, approval.ended_at is None) == (StageStatus.STOPPED, "", False)


@pytest.mark.parametrize("ended", [True, False])
def test_an_apply_that_is_aborted_after_its_console_died_has_its_own_verdict(world: World, ended: bool) -> None:
    record = world.started("dev")

    class ConsoleDied(BaseException):
        """What a kill leaves: nothing after it is done."""

    def die(run: RunRecord) -> None:
        if ended:
            world.runs.end_apply(run.id)
        raise ConsoleDied

    world.runs.during_apply = die
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(record.id)
    if not ended:
        world.runs.stop("web/dev#1")
    apply = world.rollouts().abort(record.id).environments[0].stage(RolloutStage.APPLY)
    assert apply.status is (StageStatus.PASSED if ended else StageStatus.FAILED)
    assert apply.ended_at is not None


def test_a_stage_whose_rollout_is_rolled_back_in_its_middle_is_stopped(world: World) -> None:
    left = left_in(world, RolloutStage.BAKE)
    back = world.rollouts().roll_back(left.id, None, RollBackRequest(OnFailure.ROLL_BACK_SERVICE))
    assert back.status is RolloutStatus.ROLLED_BACK
    assert back.environments[0].stage(RolloutStage.BAKE).status is StageStatus.STOPPED
