"""One-off tasks: which one, in whose network, and how it ended."""

import pytest

from console.errors import InputError, RefusedError
from tests.fakes.ecs import NAME, FakeEcs, definition, ecs, failed_task

MIGRATION = definition(
    1, "v1", arn="arn:aws:ecs:us-east-1:000000000000:task-definition/replaydash-dev-migrate:1",
    family="replaydash-dev-migrate",
)  # fmt: skip


def migrating(exit_code: int | None = 0, reason: str = "Essential container in task exited") -> FakeEcs:
    fake = FakeEcs(ended=(failed_task("m" * 32, 1, reason, exit_code=exit_code),), lines=("migrated",))
    fake.definitions[MIGRATION.arn] = MIGRATION
    return fake


def test_the_task_that_no_service_runs_is_the_one():
    fake = migrating()
    plan = ecs(fake).one_off.plan(NAME)
    assert plan.definition.family == "replaydash-dev-migrate"
    assert ecs(fake).one_off.start(plan) == "m" * 32
    assert fake.done == [("run", MIGRATION.arn, ())]


def test_where_there_is_none_one_is_to_be_named():
    with pytest.raises(InputError, match="--task-definition"):
        ecs(FakeEcs(), migration=False).one_off.plan(NAME)


@pytest.mark.parametrize(("exit_code", "words"), [(0, None), (3, "api exited with code 3.")])
def test_the_exit_code_and_the_log_are_those_of_the_container(exit_code: int, words: str | None):
    fake = migrating(exit_code)
    one_off = ecs(fake).one_off
    plan = one_off.plan(NAME)
    end = one_off.follow(plan, one_off.start(plan), lambda _: None)
    assert (end.exit_code, end.log) == (exit_code, ("migrated",))
    assert (end.cause.words if end.cause else None) == words


def test_a_container_that_never_ran_has_no_exit_code():
    fake = migrating(None, "CannotPullContainerError: not found")
    one_off = ecs(fake).one_off
    plan = one_off.plan(NAME)
    end = one_off.follow(plan, one_off.start(plan), lambda _: None)
    assert end.exit_code is None
    assert end.cause is not None
    assert end.cause.kind == "image"


def test_a_task_that_would_not_start_is_not_run():
    fake = migrating()
    fake.missing = {"/ecs/replaydash-dev-api"}
    one_off = ecs(fake).one_off
    with pytest.raises(RefusedError, match="the task would not start"):
        one_off.start(one_off.plan(NAME))
    assert fake.done == []
