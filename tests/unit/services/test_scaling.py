"""Scaling: what a count would do and cost, what is refused, and what is waited for."""

import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from console.domain.ecs import Service
from console.errors import AwsError, ChangedMeanwhileError, InputError, RefusedError, RunStoppedError
from tests.fakes.ecs import ADDRESS, NAME, FakeEcs, ecs, line, service


def test_a_plan_shows_the_change_its_cost_and_its_limits():
    plan = ecs(FakeEcs()).scaling.plan(NAME, 4)
    assert (plan.service.desired, plan.desired, plan.changes) == (2, 4, True)
    # Two more tasks of 0.25 vCPU and 0.5 GB on ARM: 2 x 730 h x (0.25 x 0.03238 + 0.5 x 0.00356).
    assert plan.cost.difference == pytest.approx(Decimal("14.42"), abs=Decimal("0.01"))
    assert plan.cost.words.startswith("+14.42 USD a month")
    assert plan.warnings == ("Autoscaling may change the count again, within 1 to 4, as load asks for it.",)


def test_on_spot_the_cost_is_an_upper_limit():
    plan = ecs(FakeEcs(now=service(launch=("FARGATE_SPOT",)))).scaling.plan(NAME, 4)
    assert plan.cost.at_most
    assert "which Spot never exceeds" in plan.cost.words


def test_a_cost_that_is_not_known_is_never_zero():
    fake = FakeEcs()
    fake.definitions = {key: replace(each, vcpu=None) for key, each in fake.definitions.items()}
    cost = ecs(fake).scaling.plan(NAME, 4).cost
    assert cost.difference is None
    assert cost.words.startswith("not known")


@pytest.mark.parametrize("count", [-1, 5001, 10**9])
def test_fault_77_a_count_that_no_service_can_have_is_refused(count: int):
    with pytest.raises(InputError, match="0 to 5000"):
        ecs(FakeEcs()).scaling.plan(NAME, count)


@pytest.mark.parametrize(("count", "words"), [(5, "its next scale-in takes it to 4"), (0, "scale-out takes it to 1")])
def test_fault_77_a_count_outside_of_autoscaling_is_said_to_be_undone(count: int, words: str):
    assert words in " ".join(ecs(FakeEcs()).scaling.plan(NAME, count).warnings)


def test_without_autoscaling_nothing_is_said_of_it():
    assert ecs(FakeEcs(scaling=None)).scaling.plan(NAME, 4).warnings == ()


def test_fault_78_a_deployment_under_way_is_warned_of():
    now = service(deployments=(line(2, state="IN_PROGRESS"), line(1, status="ACTIVE")))
    assert "A deployment is running" in ecs(FakeEcs(now=now)).scaling.plan(NAME, 3).warnings[0]


def test_fault_77_to_zero_wants_the_name_typed():
    fake = FakeEcs()
    scaling = ecs(fake).scaling
    plan = scaling.plan(NAME, 0)
    for typed in (None, "replaydash"):
        with pytest.raises(InputError, match="type its name"):
            scaling.carry_out(plan, typed)
    assert fake.done == []
    scaling.carry_out(plan, ADDRESS.name)
    assert fake.done == [("scale", 0)]


@pytest.mark.parametrize("changed", [{"desired": 3}, {"task_definition": "other"}])
def test_fault_79_a_service_that_changed_meanwhile_is_left_alone(changed: dict):
    fake = FakeEcs()
    scaling = ecs(fake).scaling
    plan = scaling.plan(NAME, 4)
    fake.now = service(**changed)
    with pytest.raises(ChangedMeanwhileError, match="has changed since"):
        scaling.carry_out(plan)
    assert fake.done == []


def waited(fake: FakeEcs, *states: Service, cancel: threading.Event | None = None, seconds: float = 60) -> Service:
    """Wait for four tasks while the service goes through the states."""
    scaling = ecs(fake).scaling
    left = list(states)

    def pause(_: float) -> None:
        fake.now = left.pop(0) if left else fake.now

    scaling._pause = pause
    return scaling.wait(ADDRESS, 4, on_change=lambda _: None, cancel=cancel, timeout_seconds=seconds)


def test_waiting_ends_when_as_many_tasks_run():
    fake = FakeEcs(now=service(desired=4))
    states = service(desired=4, running=2, pending=2), service(desired=4, running=4)
    assert waited(fake, *states).running == 4


def test_a_count_that_something_else_changed_is_no_success():
    fake = FakeEcs(now=service(desired=4))
    with pytest.raises(ChangedMeanwhileError, match=r"set the desired count of .* to 3"):
        waited(fake, service(desired=3, running=3))


def test_waiting_too_long_is_no_success():
    with pytest.raises(RefusedError, match="2 of 4 tasks after 0 s"):
        waited(FakeEcs(now=service(desired=4)), seconds=0)


def test_an_interrupt_leaves_the_service_to_itself():
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(RunStoppedError, match="goes on to 4 tasks by itself") as raised:
        waited(FakeEcs(now=service(desired=4)), cancel=cancel)
    assert raised.value.exit_code == 130


def test_what_aws_refuses_is_passed_on():
    with pytest.raises(AwsError, match="throttled"):
        ecs(FakeEcs(error=AwsError("throttled"))).scaling.plan(NAME, 4)


def test_a_service_that_there_is_not_is_named_with_those_that_are():
    with pytest.raises(InputError, match="has no ECS service 'web': it has replaydash-dev-api"):
        ecs(FakeEcs()).scaling.plan(NAME, 4, "web")
