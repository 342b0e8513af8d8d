"""Approvals: bound to the plan, not one's own, not expired, one for each person."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.cost_figures import CostFigures
from console.domain.rollout import ApprovalGiven, Finding, RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import Gates
from console.errors import ProtectedError, RefusedError
from console.services.rollouts.approvals import ApprovalRequest
from console.services.rollouts.stage import StageContext
from tests.fakes.rollout_engine import World

DEV = "web/dev"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("LOGNAME", "ann")
    return World(tmp_path)


def held(world: World, **gates: object) -> str:
    """A rollout whose plan of dev waits for approval; its id."""
    world.gates["dev"] = Gates.model_validate(gates)
    record = world.started("dev")
    assert world.rollouts().drive(record.id).status is RolloutStatus.HELD
    return record.id


def approve_as(
    world: World, monkeypatch: pytest.MonkeyPatch, who: str, rollout: str, request: ApprovalRequest | None = None
) -> ApprovalGiven:
    monkeypatch.setenv("LOGNAME", who)
    return world.rollouts().approve(rollout, DEV, request or ApprovalRequest())


def test_fault_98_who_started_the_rollout_cannot_be_its_second_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rollout = held(world, second_person=True)
    with pytest.raises(RefusedError, match=f"ann@{socket.gethostname()} started the rollout: somebody else"):
        world.rollouts().approve(rollout, DEV, ApprovalRequest())
    assert world.rollouts().approvals(rollout, DEV) == ()
    approve_as(world, monkeypatch, "bob", rollout)
    assert world.rollouts().drive(rollout).status is RolloutStatus.DONE


def test_fault_98_who_made_the_plan_cannot_be_its_second_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.gates["dev"] = Gates(second_person=True)
    record = world.started("dev")
    monkeypatch.setenv("LOGNAME", "cay")
    world.rollouts().drive(record.id)
    with pytest.raises(RefusedError, match="made the plan"):
        world.rollouts().approve(record.id, DEV, ApprovalRequest())


def test_fault_98_on_aws_the_same_credentials_are_the_same_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "ann")
    world = World(tmp_path, sandbox=False)
    rollout = held(world, second_person=True)
    with pytest.raises(RefusedError, match="second person"):
        approve_as(world, monkeypatch, "bob", rollout)
    world.arn = "arn:aws:sts::1:assumed-role/operator/bob"
    approve_as(world, monkeypatch, "bob", rollout)
    assert world.rollouts().standing(rollout, DEV).missing == 0


@pytest.mark.parametrize(
    "name", ["botocore-session-1700000000", "aws-go-sdk-1700000000000000000", "1700000000000000000"]
)
def test_a_session_of_a_role_whose_name_was_made_up_is_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A profile without role_session_name has another ARN in each process, and LOGNAME says whatever one sets."""
    monkeypatch.setenv("LOGNAME", "ann")
    world = World(tmp_path, sandbox=False)
    world.arn = "arn:aws:sts::1:assumed-role/operator/botocore-session-1600000000"
    rollout = held(world, second_person=True, approvals=2)
    world.arn = f"arn:aws:sts::1:assumed-role/operator/{name}"
    with pytest.raises(RefusedError, match="`role_session_name` in each one's profile"):
        approve_as(world, monkeypatch, "bob", rollout)
    # Two approvals of it count once.
    world.arn = "arn:aws:sts::1:assumed-role/reviewer/botocore-session-1600000001"
    approve_as(world, monkeypatch, "cay", rollout)
    world.arn = "arn:aws:sts::1:assumed-role/reviewer/botocore-session-1600000002"
    approve_as(world, monkeypatch, "dan", rollout)
    assert world.rollouts().standing(rollout, DEV).missing == 1


def test_a_plan_that_was_made_while_another_one_was_looked_at_is_not_approved(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rollout = held(world)
    shown = world.rollouts().get(rollout).environments[0].plan_sha256 or ""
    world.later(minutes=31)
    world.rollouts().drive(rollout)
    with pytest.raises(
        RefusedError, match=r"planned again since its plan was shown: look at the new one \(run web/dev#2"
    ):
        approve_as(world, monkeypatch, "bob", rollout, ApprovalRequest(plan_sha256=shown))
    assert world.rollouts().approvals(rollout, DEV) == ()
    shown = world.rollouts().get(rollout).environments[0].plan_sha256 or ""
    approve_as(world, monkeypatch, "bob", rollout, ApprovalRequest(plan_sha256=shown))


def test_an_approval_written_by_hand_for_oneself_does_not_count(world: World) -> None:
    rollout = held(world, second_person=True)
    part = world.rollouts().get(rollout).environments[0]
    world.records.approve(
        ApprovalGiven(
            rollout=rollout, environment=DEV, plan_sha256=part.plan_sha256 or "", by=f"ann@{socket.gethostname()}",
            arn="", at=world.time, expires_at=world.time + timedelta(hours=1),
        )
    )  # fmt: skip
    stands = world.rollouts().standing(rollout, DEV)
    assert (stands.missing, len(stands.disregarded)) == (1, 1)
    assert world.rollouts().drive(rollout).status is RolloutStatus.HELD
    assert world.runs.applied == []


def test_a_plan_that_is_too_old_is_planned_again_and_its_approval_no_longer_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rollout = held(world)
    approve_as(world, monkeypatch, "bob", rollout)
    world.later(minutes=31)
    waits = world.rollouts().drive(rollout)
    assert waits.status is RolloutStatus.HELD
    assert "was for another plan" in waits.reason
    assert (waits.environments[0].run, world.runs.applied) == ("web/dev#2", [])
    assert "older than its 30 minutes" in waits.environments[0].stage(RolloutStage.PLAN).evidence[0].text


def test_an_old_plan_is_not_approved(world: World) -> None:
    rollout = held(world)
    world.later(minutes=31)
    with pytest.raises(RefusedError, match="infra-console rollout promote web --sandbox"):
        world.rollouts().approve(rollout, DEV, ApprovalRequest())


def test_an_approval_expires(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rollout = held(world, approval_minutes=5)
    approve_as(world, monkeypatch, "bob", rollout)
    world.later(minutes=6)
    waits = world.rollouts().drive(rollout)
    assert (waits.status, world.runs.applied) == (RolloutStatus.HELD, [])
    assert "has expired" in waits.reason


def test_a_clock_that_was_set_back_makes_an_approval_and_its_plan_doubtful(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rollout = held(world)
    approve_as(world, monkeypatch, "bob", rollout)
    world.later(hours=-2)
    assert world.rollouts().drive(rollout).status is RolloutStatus.HELD
    assert world.runs.applied == []


def test_two_approvals_are_of_two_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rollout = held(world, approvals=2)
    approve_as(world, monkeypatch, "bob", rollout)
    approve_as(world, monkeypatch, "bob", rollout)
    assert world.rollouts().standing(rollout, DEV).missing == 1
    assert "waits for 1 approval" in world.rollouts().drive(rollout).reason
    approve_as(world, monkeypatch, "cay", rollout)
    assert world.rollouts().drive(rollout).status is RolloutStatus.DONE
    assert world.runs.approvals[0].by == f"bob@{socket.gethostname()}, cay@{socket.gethostname()}"


def test_what_a_guard_wants_acknowledged_is_wanted_of_a_person_although_nobody_had_to_approve(world: World) -> None:
    def many(context: StageContext) -> StageStatus:
        context.tell("blast radius", Finding.FAILED, "60 resources.", acknowledge="blast radius")
        return StageStatus.PASSED

    world.answer("dev", RolloutStage.GUARDS, many)
    rollout = held(world, approvals=0)
    with pytest.raises(ProtectedError, match="--acknowledge 'blast radius'"):
        world.rollouts().approve(rollout, DEV, ApprovalRequest())
    world.rollouts().approve(rollout, DEV, ApprovalRequest(acknowledged=("blast radius",)))
    assert world.rollouts().drive(rollout).status is RolloutStatus.DONE
    assert world.runs.approvals[0].acknowledged == ("blast radius",)


def test_fault_44_a_cost_that_is_not_known_wants_to_be_acknowledged(world: World) -> None:
    world.runs.cost = None
    rollout = held(world, approvals=0)
    assert world.rollouts().wanted(rollout, DEV).acknowledgements == ("cost not wholly known",)


def test_fault_44_a_plan_over_its_budget_wants_to_be_acknowledged(world: World) -> None:
    world.budget = 10
    world.runs.cost = CostFigures(before=9, after=11, complete=True)
    rollout = held(world, approvals=0)
    assert world.rollouts().wanted(rollout, DEV).acknowledgements == ("over budget",)


def test_fault_31_what_holds_data_is_named_by_who_approves(world: World) -> None:
    world.runs.data_lost = ["aws_db_instance.this"]
    rollout = held(world)
    with pytest.raises(ProtectedError, match=r"--destroys 'aws_db_instance.this'"):
        world.rollouts().approve(rollout, DEV, ApprovalRequest())
    world.rollouts().approve(rollout, DEV, ApprovalRequest(destroys=("aws_db_instance.this",)))
    assert world.rollouts().drive(rollout).status is RolloutStatus.DONE


def test_fault_31_a_protected_environment_loses_no_data_whoever_approves(world: World) -> None:
    world.runs.data_lost = ["aws_db_instance.this"]
    failed = world.rollouts().drive(world.started("production").id)
    assert failed.status is RolloutStatus.FAILED
    assert "set `protection: confirm`" in failed.reason
    assert world.runs.applied == []


def test_nothing_is_approved_that_does_not_wait(world: World) -> None:
    record = world.started("dev")
    with pytest.raises(RefusedError, match="No plan of web/dev waits"):
        world.rollouts().approve(record.id, DEV, ApprovalRequest())
    world.rollouts().drive(record.id)
    with pytest.raises(RefusedError, match="has ended"):
        world.rollouts().approve(record.id, DEV, ApprovalRequest())


def test_what_is_approved_after_a_freeze_window_has_shut_waits_until_it_opens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Preflight looked hours ago: what counts is whether the window is shut when the apply would begin."""
    shut = {
        "from": f"{world.time + timedelta(minutes=10):%a %H:%M}",
        "to": f"{world.time + timedelta(hours=2):%a %H:%M}",
    }
    rollout = held(world, approvals=1, freeze=[shut | {"why": "the evening"}])
    world.later(minutes=15)
    approve_as(world, monkeypatch, "bob", rollout)
    waits = world.rollouts().drive(rollout)
    assert (waits.status, world.runs.applied) == (RolloutStatus.HELD, [])
    assert waits.reason.startswith("Nothing is rolled out from ")
    assert waits.reason.endswith(" UTC. `infra-console rollout promote web --sandbox` goes on then.")
    world.later(hours=2)
    # The plan has become too old meanwhile: another one is made, and approved.
    assert "was for another plan" in world.rollouts().drive(rollout).reason
    approve_as(world, monkeypatch, "bob", rollout)
    assert world.rollouts().drive(rollout).status is RolloutStatus.DONE
