"""What has lapsed, moved or died while a rollout stood: it is planned or asked again, and nothing is done twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.domain.rollout import Finding, RollBackRequest, RolloutRecord, RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import Gates, OnFailure
from console.domain.rollout_wish import Wanted
from console.domain.run import RunStatus
from console.errors import LockedError, RefusedError
from console.services.rollouts.approvals import ApprovalRequest
from console.services.rollouts.driving import Watch
from console.services.rollouts.failing import Back, BackOutcome
from console.services.rollouts.stage import StageContext
from tests.fakes.rollout_engine import FREE, World

SERVICE = RollBackRequest(OnFailure.ROLL_BACK_SERVICE, why="Errors")
INFRASTRUCTURE = RollBackRequest(OnFailure.ROLL_BACK_INFRASTRUCTURE, why="Errors")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


class ConsoleDied(BaseException):
    """What a kill leaves: nothing after it is done."""


def die(*_: Any) -> Any:
    raise ConsoleDied


def approved(world: World, **gates: Any) -> RolloutRecord:
    """A rollout of dev whose plan waits, and was approved."""
    world.gates["dev"] = Gates(**gates)
    record = world.started("dev")
    world.rollouts().drive(record.id)
    world.rollouts().approve(record.id, "web/dev", ApprovalRequest())
    return record


def died_before_the_apply_began(world: World, record: RolloutRecord) -> None:
    world.runs.apply, kept = die, world.runs.apply  # type: ignore[method-assign,assignment]
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(record.id)
    world.runs.apply = kept  # type: ignore[method-assign]
    assert world.rollouts().get(record.id).environments[0].stage(RolloutStage.APPLY).status is StageStatus.RUNNING


@pytest.mark.parametrize("dies", [True, False])
def test_an_approval_that_expires_before_the_apply_is_asked_for_again_and_fails_nothing(
    world: World, dies: bool
) -> None:
    record = approved(world, approval_minutes=10)
    if dies:
        died_before_the_apply_began(world, record)
    else:
        world.runs.refuse_apply = LockedError("web/dev is being worked on by bob@desk.")
        assert world.rollouts().drive(record.id).status is RolloutStatus.HELD
        world.runs.refuse_apply = None
    world.later(minutes=11)
    held = world.rollouts().drive(record.id)
    assert (held.status, held.environments[0].run) == (RolloutStatus.HELD, "web/dev#1")
    assert "web/dev waits for 1 approval" in held.reason
    assert world.runs.applied == []
    world.rollouts().approve(record.id, "web/dev", ApprovalRequest())
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE
    assert world.runs.applied == ["web/dev#1"]


def test_a_plan_that_grew_too_old_before_its_apply_began_is_planned_again(world: World) -> None:
    record = approved(world, approval_minutes=600)
    died_before_the_apply_began(world, record)
    world.later(minutes=31)
    held = world.rollouts().drive(record.id)
    assert (held.status, held.environments[0].run) == (RolloutStatus.HELD, "web/dev#2")
    assert "is older than its 30 minutes. It is planned again." in held.environments[0].stages[1].evidence[0].text
    looked = [stage for _, stage in world.seen]
    again = [RolloutStage.PREFLIGHT, RolloutStage.GUARDS]
    assert looked == [*again, RolloutStage.REHEARSAL, *again], "what was seen before is as old as the plan"
    assert world.runs.applied == []


def test_an_apply_that_another_machine_began_is_never_planned_again_however_often_one_asks(world: World) -> None:
    record = world.started("dev")
    world.runs.during_apply = die
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(record.id)
    run = world.runs.get("web/dev#1")
    world.runs.store.folder(run.id).write(run.model_copy(update={"plan_sha256": "f" * 64}))
    for _ in range(3):
        waits = world.rollouts().drive(record.id)
        assert waits.status is RolloutStatus.HELD
        assert "The run web/dev#1 lies on the machine of" in waits.reason
    assert len(world.runs.requests) == 1


def test_a_console_that_died_as_it_counted_approvals_is_followed_on_another_machine_by_a_plan_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = approved(world)
    with monkeypatch.context() as patch:
        patch.setattr("console.services.rollouts.approval_stage.standing", die)
        with pytest.raises(ConsoleDied):
            world.rollouts().drive(record.id)
    world.runs.store.folder("web/dev#1").remove()
    held = world.rollouts().drive(record.id)
    assert (held.status, len(world.runs.requests)) == (RolloutStatus.HELD, 2)
    assert "lies on another machine. It is planned again." in held.environments[0].stages[1].evidence[0].text


def test_another_plan_of_other_variables_is_rehearsed_again_and_the_same_is_not(world: World) -> None:
    record = approved(world)

    def rehearsals() -> int:
        return [stage for _, stage in world.seen].count(RolloutStage.REHEARSAL)

    world.later(minutes=31)
    assert world.rollouts().drive(record.id).environments[0].run == "web/dev#2"
    assert rehearsals() == 1
    identity = world.runs.get("web/dev#2").identity
    assert identity is not None
    world.runs.fields["identity"] = identity.model_copy(update={"variables": "another"})
    world.later(minutes=31)
    assert world.rollouts().drive(record.id).environments[0].run == "web/dev#3"
    assert rehearsals() == 2


def done(world: World) -> RolloutRecord:
    """Two rollouts that went through: the second has something to go back to."""
    return [world.rollouts().drive(world.started("dev").id) for _ in range(2)][-1]


@pytest.mark.parametrize(("minutes", "newer"), [(5, True), (-5, False)])
def test_infrastructure_goes_back_by_itself_only_to_what_stood_before_whichever_machine_applied_it(
    world: World, minutes: int, newer: bool
) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_INFRASTRUCTURE})
    world.rollouts().drive(world.started("dev").id)
    theirs = world.runs.get("web/dev#1").model_copy(update={"number": 9, "by": "bob@desk"}, deep=True)
    theirs.stages[0].started_at = world.now() + timedelta(minutes=minutes)
    world.elsewhere = [theirs]
    world.later(minutes=10)
    world.answer("dev", RolloutStage.BAKE, StageStatus.FAILED)
    record = world.rollouts().drive(world.started("dev").id)
    part = record.environments[0]
    if newer:
        assert (record.status, part.before) == (RolloutStatus.FAILED, None)
        assert "what stood before is run web/dev#9, which lies on the machine of bob@desk" in record.reason
        assert "`infra-console rollback web/dev --to 9` goes back" in record.reason
        assert world.runs.applied == ["web/dev#1", "web/dev#2"]
    else:
        assert (record.status, part.before) == (RolloutStatus.ROLLED_BACK, "web/dev#1")


def test_services_that_were_going_back_when_the_console_died_go_on_and_are_never_called_done(world: World) -> None:
    record = done(world)
    world.services_back = ConsoleDied()
    with pytest.raises(ConsoleDied):
        world.rollouts().roll_back(record.id, None, SERVICE)
    left = world.rollouts().get(record.id)
    assert left.status is RolloutStatus.RUNNING
    world.services_back = BackOutcome(Back.DONE, "Its services run again what they ran before.")
    back = world.rollouts().drive(record.id)
    assert (back.status, back.going_back) == (RolloutStatus.ROLLED_BACK, None)
    assert "rolls web/dev back: Errors Its services run again" in back.reason
    assert world.went_back == ["web/dev", "web/dev"]


def test_infrastructure_that_was_going_back_when_the_console_died_is_attached_to(world: World) -> None:
    record = done(world)
    world.rollouts().plan_back(record.id, None)
    world.runs.during_apply = die
    with pytest.raises(ConsoleDied):
        world.rollouts().roll_back(record.id, None, INFRASTRUCTURE)
    world.records.want(record.id, Wanted.ABORT, "bob@desk", world.now())
    back = world.rollouts().drive(record.id)
    assert back.status is RolloutStatus.ROLLED_BACK, "an abort leaves nothing half way back"
    assert (world.runs.applied[-1], world.runs.attached) == ("web/dev#3", ["web/dev#3"])


@pytest.mark.parametrize(
    ("wanted", "status"), [(Wanted.ABORT, RolloutStatus.ABORTED), (Wanted.PAUSE, RolloutStatus.PAUSED)]
)
def test_an_apply_that_has_not_begun_when_somebody_stops_the_rollout_does_not_begin(
    world: World, monkeypatch: pytest.MonkeyPatch, wanted: Wanted, status: RolloutStatus
) -> None:
    record, noticed, look = world.started("dev"), threading.Event(), Watch._look

    def watching(self: Watch) -> None:
        look(self)
        if self._driving.cancelled.is_set():
            noticed.set()

    def services(_: object) -> dict[str, str]:
        world.records.want(record.id, wanted, "bob@desk", world.now())
        assert noticed.wait(30)
        return {}

    monkeypatch.setattr(Watch, "_look", watching)
    world.services = services
    assert world.rollouts().drive(record.id).status is status
    assert world.runs.applied == []
    if wanted is Wanted.PAUSE:
        world.services = lambda _: {}
        world.rollouts().resume(record.id)
        assert world.rollouts().drive(record.id).status is RolloutStatus.DONE


@pytest.mark.parametrize("request_", [SERVICE, INFRASTRUCTURE], ids=["services", "infrastructure"])
def test_nobody_goes_back_past_a_later_rollout(world: World, request_: RollBackRequest) -> None:
    first, second = (world.rollouts().drive(world.started("dev").id).id for _ in range(2))
    said = f"{second} has changed web/dev since: .*rollout rollback web/dev"
    with pytest.raises(RefusedError, match=said):
        world.rollouts().roll_back(first, None, request_)
    with pytest.raises(RefusedError, match=said):
        world.rollouts().plan_back(first, None)
    assert world.went_back == []
    assert world.rollouts().roll_back(second, None, SERVICE).status is RolloutStatus.ROLLED_BACK
    assert world.rollouts().roll_back(first, None, SERVICE).status is RolloutStatus.ROLLED_BACK


def test_who_goes_back_while_a_later_environment_waits_gives_its_plan_up(world: World) -> None:
    record = world.rollouts().drive(world.started("dev", "production").id)
    assert world.runs.get("web/production#1").status is RunStatus.PLANNED
    back = world.rollouts().roll_back(record.id, "web/dev", SERVICE)
    assert back.status is RolloutStatus.ROLLED_BACK
    assert world.runs.get("web/production#1").status is RunStatus.DISCARDED
    assert world.runs.get("web/dev#1").status is RunStatus.DONE


def test_what_the_services_run_is_asked_again_when_an_apply_was_put_off(world: World) -> None:
    runs = iter(("api:1", "api:2"))
    world.services = lambda _: {"us-east-1/c/api": next(runs)}
    world.runs.refuse_apply = LockedError("web/dev is being worked on by bob@desk.")
    record = world.started("dev")
    world.rollouts().drive(record.id)
    world.runs.refuse_apply = None
    through = world.rollouts().drive(record.id)
    assert through.environments[0].services_before == {"us-east-1/c/api": "api:2"}


def test_a_watch_that_meets_a_fault_stops_the_rollout_with_its_sentence_and_it_can_be_resumed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = world.started("dev")

    def verify(context: StageContext) -> StageStatus:
        assert context.cancelled.wait(20)
        context.tell("look", Finding.NOTED, "Stopped.")
        return StageStatus.INCONCLUSIVE

    world.answer("dev", RolloutStage.VERIFY, verify)
    with monkeypatch.context() as patch:
        patch.setattr("console.services.rollouts.seats.Seat.renew", _fault)
        with pytest.raises(LockedError, match=r"Watching over the rollout met a fault .*KeyError.*: resume it"):
            world.rollouts().drive(record.id)
    world.answer("dev", RolloutStage.VERIFY, StageStatus.PASSED)
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE


def _fault(*_: Any) -> str:
    raise KeyError("x")
