"""Autoscaling's bounds and targets: what a change would do and cost, and what is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from console.errors import ChangedMeanwhileError, InputError, RefusedError
from console.services.autoscaling import AutoscalingPlan
from tests.fakes.ecs import BOUNDS, NAME, FakeEcs, ecs


def planned(fake: FakeEcs, minimum: int | None = None, maximum: int | None = None, **targets: int) -> AutoscalingPlan:
    return ecs(fake).autoscaling.plan(NAME, minimum, maximum, {key: Decimal(value) for key, value in targets.items()})


def test_bounds_are_shown_with_what_they_cost_and_what_undoes_them():
    plan = planned(FakeEcs(), 2, 6)
    assert plan.least_cost.difference == pytest.approx(Decimal("7.21"), abs=Decimal("0.01"))
    assert plan.most_cost.difference == pytest.approx(Decimal("14.42"), abs=Decimal("0.01"))
    assert plan.warnings == ("The next apply puts back 1 to 4, unless the variables say otherwise.",)


def test_what_terraform_applied_is_what_comes_back():
    assert planned(FakeEcs(scaling=replace(BOUNDS, maximum=8)), 1, 4).warnings == ()


def test_only_what_differs_is_set():
    fake = FakeEcs()
    changes = ecs(fake).autoscaling
    changes.carry_out(planned(fake, CPU=60))
    assert fake.done == [("target", "cpu", Decimal(60))]
    changes.carry_out(planned(fake, maximum=6, CPU=70))
    assert fake.done[1:] == [("bounds", 1, 6)]
    assert not planned(fake, 1, 4, CPU=70).changes


def test_tasks_outside_of_the_new_bounds_are_said_to_move():
    assert "The desired count is 2, outside of 3 to 4" in planned(FakeEcs(), 3).warnings[0]
    assert "until nothing answers" in " ".join(planned(FakeEcs(), 0).warnings)


@pytest.mark.parametrize(("minimum", "maximum"), [(5, None), (-1, None), (None, 6000), (3, 2)])
def test_bounds_that_cannot_be_are_refused(minimum: int | None, maximum: int | None):
    with pytest.raises(InputError):
        planned(FakeEcs(), minimum, maximum)


@pytest.mark.parametrize("targets", [{"CPU": 0}, {"CPU": 101}, {"Requests": 50}])
def test_targets_that_cannot_be_are_refused(targets: dict[str, int]):
    with pytest.raises(InputError):
        planned(FakeEcs(), **targets)


def test_a_service_that_nothing_scales_says_so():
    with pytest.raises(RefusedError, match="Nothing scales"):
        planned(FakeEcs(scaling=None), 1, 2)


def test_fault_79_bounds_that_changed_meanwhile_are_left_alone():
    fake = FakeEcs()
    plan = planned(fake, 2, 6)
    fake.scaling = replace(BOUNDS, maximum=8)
    with pytest.raises(ChangedMeanwhileError, match="nothing was done"):
        ecs(fake).autoscaling.carry_out(plan)
    assert fake.done == []
