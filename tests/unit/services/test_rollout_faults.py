"""Plans that are not what they should be, in a whole rollout: it stops, or waits for the right word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from console.domain.rollout import RolloutRecord, RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import Limits
from console.domain.run import RunStatus
from console.errors import ProtectedError, RefusedError
from console.services.rollouts.approvals import ApprovalRequest
from console.services.rollouts.guards import Guards
from tests.fakes.gates import change, document
from tests.fakes.rollout_engine import FREE, World

UPDATE = change("aws_ecs_service", "update", before={"a": 1}, after={"a": 2})
MET = change("aws_lb", "update", before={"x": 1}, after={"x": 2})
BACK = change("aws_lb", "update", before={"x": 2}, after={"x": 1})
LOST = change("aws_db_instance", "delete create", before={}, after={})


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    guards = Guards(lambda _: (), lambda _: iter(()))
    for name in made.gates:
        made.answer(name, RolloutStage.GUARDS, guards)
    return made


def planned(world: World, environment: str, *changes: dict[str, Any], **fields: Any) -> RolloutRecord:
    """A rollout whose every plan is this one, driven as far as it goes."""
    run = fields.pop("run", {})
    world.runs.plans(document(*changes, standing=10, **fields), **run)
    return world.rollouts().drive(world.started(environment).id)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"complete": False}, "The engine put changes off to a later plan"),
        ({"deferred_changes": [{"reason": "instance_count_unknown"}]}, "The engine put changes off to a later plan"),
        ({"errored": True, "applyable": False}, "The plan met an error and is not whole"),
        ({"applyable": False}, "The engine says that this plan cannot be applied"),
    ],
    ids=["fault 35 incomplete", "fault 35 deferred", "fault 36 errored", "fault 36 not applyable"],
)
@pytest.mark.parametrize("environment", ["dev", "production"])
def test_faults_35_and_36_a_plan_that_is_not_whole_ends_the_rollout_and_nobody_can_approve_it(
    world: World, environment: str, fields: dict[str, Any], said: str
) -> None:
    record = planned(world, environment, UPDATE, **fields)
    name = f"web/{environment}"
    assert record.status is RolloutStatus.FAILED
    assert record.reason.startswith(f"{name}: guards FAILED: {said}")
    assert record.reason.endswith(f"Nothing was changed in {name}.")
    assert record.environments[0].stage(RolloutStage.APPROVAL).status is StageStatus.NOT_BEGUN
    with pytest.raises(RefusedError, match="has ended"):
        world.rollouts().approve(record.id, name, ApprovalRequest(typed_name=name))
    assert world.rollouts().drive(record.id).status is RolloutStatus.FAILED
    assert world.runs.applied == []
    assert world.runs.get(f"{name}#1").status is RunStatus.DISCARDED


def test_fault_35_a_plan_that_puts_everything_off_is_not_taken_for_one_that_has_nothing_to_do(world: World) -> None:
    record = planned(world, "dev", complete=False, deferred_changes=[{"reason": "provider_config_unknown"}])
    assert record.status is RolloutStatus.FAILED
    assert "The engine put changes off to a later plan" in record.reason


ACKNOWLEDGED: list[Any] = [
    pytest.param("blast radius", (UPDATE, MET), {}, {}, id="fault 37 blast radius"),
    pytest.param("drift", (BACK,), {"resource_drift": [MET]}, {}, id="fault 38 drift"),
    pytest.param(
        "other providers", (UPDATE,), {}, {"provider_changes": ["hashicorp/aws 5.99.0 -> 5.100.0"]},
        id="fault 42 lock file",
    ),
    pytest.param("partial plan", (UPDATE,), {}, {"targets": ["aws_ecs_service.this"]}, id="fault 43 partial"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "changes", "fields", "run"), ACKNOWLEDGED)
def test_faults_37_38_42_and_43_wait_for_an_approval_that_says_the_word_and_go_on_with_it(
    world: World, word: str, changes: tuple[dict[str, Any], ...], fields: dict[str, Any], run: dict[str, Any]
) -> None:
    world.gates["dev"] = FREE.model_copy(update={"limits": Limits(changed=1)})
    held = planned(world, "dev", *changes, run=run, **fields)
    assert held.status is RolloutStatus.HELD
    quoted = f"'{word}'" if " " in word else word
    assert f"`infra-console rollout approve web/dev --acknowledge {quoted} --sandbox`" in held.reason
    assert world.rollouts().drive(held.id).status is RolloutStatus.HELD, "going on is no approval"
    for said in ((), ("data loss",)):
        with pytest.raises(ProtectedError, match=f"'{word}' has to be acknowledged"):
            world.rollouts().approve(held.id, "web/dev", ApprovalRequest(acknowledged=said))
    assert world.runs.applied == []
    world.rollouts().approve(held.id, "web/dev", ApprovalRequest(acknowledged=(word,)))
    assert world.rollouts().drive(held.id).status is RolloutStatus.DONE
    assert world.runs.applied == ["web/dev#1"]
    assert world.runs.approvals[0].acknowledged == (word,)


@pytest.mark.parametrize(("word", "changes", "fields", "run"), ACKNOWLEDGED)
def test_a_word_that_was_acknowledged_counts_for_that_plan_alone(
    world: World, word: str, changes: tuple[dict[str, Any], ...], fields: dict[str, Any], run: dict[str, Any]
) -> None:
    world.gates["dev"] = FREE.model_copy(update={"limits": Limits(changed=1)})
    held = planned(world, "dev", *changes, run=run, **fields)
    world.rollouts().approve(held.id, "web/dev", ApprovalRequest(acknowledged=(word,)))
    world.later(minutes=31)
    again = world.rollouts().drive(held.id)
    assert (again.status, again.environments[0].run) == (RolloutStatus.HELD, "web/dev#2")
    assert world.runs.applied == []


def test_fault_43_a_partial_plan_of_a_protected_environment_is_overruled_by_nobody(world: World) -> None:
    record = planned(world, "production", UPDATE, run={"targets": ["aws_ecs_service.this"]})
    assert record.status is RolloutStatus.FAILED
    assert "web/production is protected and takes whole plans only." in record.reason
    assert world.runs.applied == []


def test_fault_31_data_goes_only_with_its_address_and_never_where_that_is_protected(world: World) -> None:
    lost = {"data_lost": ["aws_db_instance.this"]}
    held = planned(world, "dev", LOST, run=lost)
    assert "--acknowledge 'data loss' --destroys aws_db_instance.this" in held.reason
    with pytest.raises(ProtectedError, match="type its address"):
        world.rollouts().approve(held.id, "web/dev", ApprovalRequest(acknowledged=("data loss",)))
    request = ApprovalRequest(acknowledged=("data loss",), destroys=("aws_db_instance.this",))
    world.rollouts().approve(held.id, "web/dev", request)
    assert world.rollouts().drive(held.id).status is RolloutStatus.DONE
    assert world.runs.approvals[0].destroys == ("aws_db_instance.this",)
    refused = planned(world, "production", LOST, run=lost)
    assert refused.status is RolloutStatus.FAILED
    assert "set `protection: confirm` in its preset first" in refused.reason
    assert world.runs.applied == ["web/dev#1"]
