"""Guards over a reviewed plan: what it destroys, touches, costs and met, each with the word that overrules it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from console.domain.cost import CostOfPlan, ResourceCost, Standing
from console.domain.environment import Protection
from console.domain.rollout import Finding, StageStatus, to_acknowledge
from console.domain.rollout_file import Gates, Limits
from console.errors import RunStoppedError
from console.services.rollouts.guards import Guards
from tests.fakes.gates import NOW, Stage, change, document, preset, priced, run

guards = Guards(lambda _: (), lambda _: iter(()))


def guarded(*changes: dict[str, Any], **given: Any) -> tuple[Stage, StageStatus]:
    fields = given.pop("fields", {})
    standing = given.pop("standing", 0)
    stage = Stage(plan=document(*changes, standing=standing, **fields), **given)
    return stage, guards(stage.context)


def limited(**limits: Any) -> Gates:
    return Gates(limits=Limits(**limits))


def test_a_harmless_plan_passes_every_guard() -> None:
    stage, status = guarded(change("aws_ecs_service", "update", before={"a": 1}, after={"a": 2}), standing=20)
    assert status is StageStatus.PASSED
    assert set(stage.findings().values()) == {Finding.PASSED}
    assert stage.one("blast radius").text == "Resources touched: 1 (5 % of what stands); destroyed or replaced: 0."
    assert stage.one("cost").text == "10.00 USD a month (0.00)."


@pytest.mark.parametrize("actions", ["delete", "delete create", "create delete", "create forget", "forget"])
def test_faults_31_and_32_what_holds_data_and_would_go_is_named(actions: str) -> None:
    stage, status = guarded(change("aws_db_instance", actions, before={}, after={}))
    told = stage.one("data")
    assert (told.finding, told.acknowledge, status) == (Finding.FAILED, "data loss", StageStatus.PASSED)
    assert "aws_db_instance.this" in told.text
    assert stage.one("destruction").finding is Finding.PASSED


@pytest.mark.parametrize(
    "type_",
    ["aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster", "aws_memorydb_cluster", "aws_msk_cluster",
     "aws_fsx_windows_file_system", "aws_cognito_user_pool", "aws_route53_zone", "aws_db_snapshot"],
)  # fmt: skip
def test_fault_31_what_other_configurations_keep_their_data_in_counts_as_well(type_: str) -> None:
    stage, _ = guarded(change(type_, "delete create", before={}, after={}))
    assert (stage.one("data").finding, stage.one("data").acknowledge) == (Finding.FAILED, "data loss")


def test_fault_31_a_protected_environment_loses_no_data_whoever_approves() -> None:
    stage, status = guarded(
        change("aws_db_instance", "delete", before={}),
        preset=preset(protection=Protection.PROTECTED),
        record=run(data_lost=["aws_db_instance.this"]),
    )
    assert status is StageStatus.FAILED
    assert stage.one("data").acknowledge == ""
    assert "set `protection: confirm` in its preset first" in stage.one("data").text


def test_fault_33_what_else_goes_is_noted_with_its_reason_in_words() -> None:
    gone = change("aws_ecs_service", "delete", before={}, action_reason="delete_because_no_resource_config")
    stage, status = guarded(gone)
    told = stage.one("destruction")
    assert (told.finding, status) == (Finding.NOTED, StageStatus.PASSED)
    assert told.text == "aws_ecs_service.this: destroyed: it is no longer in the configuration."


def test_fault_34_what_was_left_behind_and_what_only_moves_is_noted() -> None:
    deposed = change("aws_ecs_service", "delete", before={}, deposed="ab12")
    moved = change("aws_ecs_cluster", "no-op", before={}, after={}, previous_address="aws_ecs_cluster.old")
    stage, _ = guarded(deposed, moved)
    texts = [each.text for each in stage.of("destruction")]
    assert "left behind by a replacement that failed" in texts[0]
    assert texts[1] == "aws_ecs_cluster.old is called aws_ecs_cluster.this from now on."


@pytest.mark.parametrize("fields", [{"complete": False}, {"deferred_changes": [{"reason": "x"}]}])
def test_fault_35_a_plan_that_puts_changes_off_is_overruled_by_nobody(fields: dict[str, Any]) -> None:
    stage, status = guarded(change("a"), fields=fields)
    assert (status, stage.one("whole plan").acknowledge) == (StageStatus.FAILED, "")
    assert "put changes off" in stage.one("whole plan").text


def test_fault_36_a_plan_that_met_an_error_is_overruled_by_nobody() -> None:
    stage, status = guarded(change("a"), fields={"errored": True, "applyable": False})
    assert status is StageStatus.FAILED
    assert stage.one("whole plan").text.startswith("The plan met an error")
    stage, status = guarded(change("a"), fields={"applyable": False})
    assert status is StageStatus.FAILED


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"changed": 2}, "3 resources are touched, more than 2."),
        ({"changed_percent": Decimal(15)}, "20 % of the 10 resources that stand are, more than 15 %."),
        ({"destroyed": 0}, "1 are destroyed or replaced, more than 0."),
    ],
)
def test_fault_37_a_plan_beyond_its_blast_radius_wants_that_acknowledged(limits: dict[str, Any], said: str) -> None:
    changes = (
        change("aws_ecs_service", "update", before={}, after={"a": 1}),
        change("aws_ecs_cluster", "create", after={}),
        change("aws_lb_listener", "delete create", before={}, after={}),
    )
    stage, status = guarded(*changes, standing=10, gates=limited(**limits))
    told = stage.one("blast radius")
    assert (told.finding, told.text, told.acknowledge) == (Finding.FAILED, said, "blast radius")
    assert status is StageStatus.PASSED
    assert to_acknowledge(stage.told) == ("blast radius",)
    stage, _ = guarded(*changes, standing=10, gates=limited(changed=3, changed_percent=Decimal(20), destroyed=1))
    assert stage.one("blast radius").finding is Finding.PASSED


def test_data_that_is_only_read_is_not_touched() -> None:
    read = change("aws_ami", "read", after={}) | {"mode": "data"}
    gone = change("aws_thing", "forget", before={})
    stage, _ = guarded(read, gone, gates=limited(changed=1))
    assert stage.one("blast radius").text == "Resources touched: 1; destroyed or replaced: 1."


def test_fault_38_what_was_changed_outside_wants_to_be_acknowledged() -> None:
    met = change("aws_lb", "update", before={"x": 1}, after={"x": 2})
    stage, _ = guarded(change("aws_lb", "update", before={"x": 2}, after={"x": 1}), fields={"resource_drift": [met]})
    told = stage.one("drift")
    assert (told.finding, told.acknowledge) == (Finding.FAILED, "drift")
    assert told.text == "Changed outside of Terraform, and brought back by this plan: aws_lb.this."


def test_fault_42_other_providers_than_the_lock_files_want_to_be_acknowledged() -> None:
    stage, _ = guarded(change("a"), record=run(provider_changes=["hashicorp/aws 5.99.0 -> 5.100.0"]))
    told = stage.one("lock file")
    assert (told.finding, told.acknowledge) == (Finding.FAILED, "other providers")
    assert "hashicorp/aws 5.99.0 -> 5.100.0" in told.text


def test_fault_43_a_partial_plan_is_refused_where_protected_and_else_wants_to_be_acknowledged() -> None:
    stage, status = guarded(change("a"), record=run(targets=["a.this"]))
    told = stage.one("partial plan")
    assert (told.finding, told.acknowledge, status) == (Finding.FAILED, "partial plan", StageStatus.PASSED)
    protected = preset(protection=Protection.PROTECTED)
    stage, status = guarded(change("a"), record=run(targets=["a.this"]), preset=protected)
    assert (stage.one("partial plan").acknowledge, status) == ("", StageStatus.FAILED)


@pytest.mark.parametrize(
    ("limits", "cost", "said"),
    [
        (
            {"cost_increase_usd": Decimal(5)},
            priced("10", "15.01"),
            "It costs +5.01 USD a month, over the limit of 5.00.",
        ),
        (
            {"cost_increase_percent": Decimal(20)},
            priced("10", "13"),
            "It costs 30 % more a month, over the limit of 20 %.",
        ),
    ],
)
def test_fault_44_a_cost_increase_over_its_limit_wants_to_be_acknowledged(
    limits: dict[str, Any], cost: CostOfPlan, said: str
) -> None:
    stage, _ = guarded(change("a"), gates=limited(**limits), cost=cost)
    told = stage.one("cost")
    assert (told.finding, told.text, told.acknowledge) == (Finding.FAILED, said, "cost increase")
    stage, _ = guarded(change("a"), gates=limited(**limits), cost=priced("13", "10"))
    assert stage.one("cost").finding is Finding.PASSED


def test_fault_44_a_plan_over_the_budget_or_of_unknown_cost_wants_to_be_acknowledged() -> None:
    stage, _ = guarded(change("a"), preset=preset(budget_usd=Decimal(12)), cost=priced("10", "13"))
    assert stage.one("cost").acknowledge == "over budget"
    stage, _ = guarded(change("a"), cost=None)
    assert (stage.one("cost").finding, stage.one("cost").acknowledge) == (Finding.FAILED, "cost not wholly known")
    unknown = ResourceCost("aws_msk_cluster.m", "aws_msk_cluster", "", "MSK", Standing.NO_PRICE)
    plain = priced("10", "10", complete=False)
    stage, _ = guarded(change("a"), cost=replace(plain, after=replace(plain.after, resources=(unknown,))))
    assert stage.one("cost").text == "The cost of aws_msk_cluster.m is not wholly known."


def test_fault_45_prices_of_long_ago_are_noted_with_their_date() -> None:
    stage = Stage(plan=document(change("a")), now=NOW + timedelta(days=91))
    guards(stage.context)
    assert [each.finding for each in stage.of("cost")] == [Finding.PASSED, Finding.NOTED]
    assert "2026-03-04" in stage.of("cost")[1].text


def test_guards_without_a_plan_are_inconclusive() -> None:
    stage = Stage(plan=None)
    assert guards(stage.context) is StageStatus.INCONCLUSIVE


def test_a_guard_that_has_not_begun_does_not_begin_once_the_rollout_is_stopped() -> None:
    stage = Stage(plan=document())
    stage.cancelled.set()
    with pytest.raises(RunStoppedError):
        guards(stage.context)
    assert stage.told == []
