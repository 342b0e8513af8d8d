"""Groups: capacity with its cost and limits before it is set, instance refreshes judged as they end."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from console.domain.asg import Activity
from console.domain.asg_reasons import cause_of, deed_of
from console.errors import ChangedMeanwhileError, InputError, RefusedError
from console.services.asg_refresh import verdict_words
from tests.fakes.asg import ADDRESS, FAILED, NAME, FakeAsg, activity, asg, group, instance, refresh
from tests.fakes.variables import NUMBER, FakeField, FakeVariables, variable


def test_a_capacity_is_shown_with_its_cost_and_who_may_undo_it():
    plan = asg(FakeAsg()).capacity.plan(NAME, 3)
    assert plan.cost.difference == Decimal("16.784"), "one t3.small and its 20 GB, all month"
    assert plan.cost_words == "+16.78 USD a month if it stays so all month"
    assert any("dev-muejam-cpu-high" in warning for warning in plan.warnings)
    assert plan.next_apply == "leaves the desired capacity as it is then"


@pytest.mark.parametrize("desired", [5, -1, 10**9])
def test_a_capacity_outside_of_the_bounds_is_refused(desired: int):
    fake = FakeAsg()
    with pytest.raises(InputError):
        asg(fake).capacity.plan(NAME, desired)
    assert fake.done == []


def test_to_zero_lowers_the_minimum_and_wants_the_name():
    fake = FakeAsg()
    capacity = asg(fake).capacity
    plan = capacity.plan(NAME, 0)
    assert any("minimum goes from 1 to 0" in warning for warning in plan.warnings)
    assert plan.next_apply == "puts the minimum back to 1, and with it instances"
    with pytest.raises(InputError, match="--type-name dev-muejam-asg"):
        capacity.carry_out(plan)
    assert fake.done == []
    capacity.carry_out(plan, "dev-muejam-asg")
    assert fake.done == [("zero",)]


def test_a_group_that_changed_meanwhile_is_left_alone():
    fake = FakeAsg()
    capacity = asg(fake).capacity
    plan = capacity.plan(NAME, 3)
    fake.now = replace(fake.now, desired=4)
    with pytest.raises(ChangedMeanwhileError, match="desired 2 -> 4"):
        capacity.carry_out(plan)
    assert fake.done == []


def test_it_is_waited_for_until_as_many_serve_as_were_wanted():
    fake = FakeAsg()
    capacity = asg(fake).capacity
    capacity.carry_out(capacity.plan(NAME, 3))
    assert capacity.wait(ADDRESS, 3, on_change=lambda _: None).serving == 3
    fake.now = replace(fake.now, instances=(instance(1, health="Unhealthy"), instance(2), instance(3)))
    with pytest.raises(RefusedError, match="2 of 3 instances in service"):
        capacity.wait(ADDRESS, 3, on_change=lambda _: None, timeout_seconds=-1)
    fake.now = replace(fake.now, desired=1)
    with pytest.raises(ChangedMeanwhileError, match="Something else set the desired capacity"):
        capacity.wait(ADDRESS, 3, on_change=lambda _: None, timeout_seconds=5)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"suspended": ("Launch",)}, "Launch is suspended"),
        ({"instances": tuple(instance(n, protected=True) for n in range(4))}, "protected from scale-in"),
    ],
)
def test_what_stands_in_the_way_is_said(changes: dict[str, object], words: str):
    plan = asg(FakeAsg(now=replace(group(), **changes))).capacity.plan(NAME, 3)
    assert any(words in warning for warning in plan.warnings)


def test_the_durable_way_is_the_variables_that_hold_the_bounds():
    fields = tuple(
        FakeField(variable(name, NUMBER), effective=value)
        for name, value in (("asg_min_size", 1), ("asg_max_size", 4), ("redis_num_cache_nodes", 1))
    )
    change = asg(FakeAsg(), FakeVariables(fields)).durably(NAME, 3, group())
    assert change.values == {"asg_min_size": 3}


def test_a_refresh_says_how_many_are_out_of_service_at_once():
    refreshes = asg(FakeAsg()).refreshes
    assert refreshes.plan(NAME, 90).at_once == 1, "at least one, else it would never end"
    plan = refreshes.plan(NAME, 0)
    assert plan.at_once == 2
    assert any("Every instance is out of service" in warning for warning in plan.warnings)
    with pytest.raises(InputError, match="101 is no percentage"):
        refreshes.plan(NAME, 101)


def test_one_refresh_at_a_time():
    with pytest.raises(RefusedError, match="is under way"):
        asg(FakeAsg(refreshed=[refresh("InProgress")])).refreshes.plan(NAME, 90)
    with pytest.raises(RefusedError, match="nothing to cancel"):
        asg(FakeAsg(refreshed=[refresh("Successful")])).refreshes.running(NAME)


@pytest.mark.parametrize(
    ("status", "succeeded", "words"),
    [
        ("Successful", True, "succeeded"),
        ("Failed", False, "FAILED"),
        ("Cancelled", False, "CANCELLED"),
        ("RollbackSuccessful", False, "ROLLED BACK"),
        ("RollbackFailed", False, "ROLLBACK FAILED"),
    ],
)
def test_only_a_refresh_that_replaced_every_instance_succeeded(status: str, succeeded: bool, words: str):
    fake = FakeAsg(next_statuses=[refresh("Pending"), refresh("InProgress"), refresh(status)])
    refreshes = asg(fake).refreshes
    begun = refreshes.start(refreshes.plan(NAME, 90))
    end = refreshes.wait(ADDRESS, begun, on_change=lambda _: None, timeout_seconds=5)
    assert (end.status, end.succeeded) == (status, succeeded)
    assert verdict_words(end).startswith(words)


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (activity(1), "The desired capacity was changed."),
        (FAILED, "AWS has no capacity for this type here now."),
        (activity(1, cause="an instance was taken out of service in response to an instance refresh"),
         "An instance refresh replaced it."),
        (activity(1, cause="an instance was taken out of service in response to an ELB system health check failure."),
         "The load balancer found it unhealthy."),
        (activity(1, cause="a monitor alarm cpu-high in state ALARM triggered policy out changing the desired"),
         "A scaling policy changed the capacity."),
        (activity(1, status="Failed", message="Something new."), "Something new."),
        (activity(1, cause="Something new."), "Something new."),
    ],
)  # fmt: skip
def test_an_activity_says_why_in_words(happened: Activity, words: str):
    assert cause_of(happened).words == words


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("Launching a new EC2 instance: i-0123", "starts i-0123"),
        ("Terminating EC2 instance: i-0123", "ends i-0123"),
        ("Launching a new EC2 instance.  Status Reason: no capacity", "could not start one"),
        ("Something new", "Something new"),
    ],
)
def test_what_a_group_did_is_said_in_short(description: str, words: str):
    assert deed_of(activity(1, description=description)) == words
