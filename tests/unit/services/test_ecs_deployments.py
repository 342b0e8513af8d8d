"""Deploying and rolling back: checks before, the verdict after, and what may not be begun."""

import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from console.domain.ecs_deployment import Verdict
from console.domain.ecs_images import Image, ImageReference
from console.errors import ChangedMeanwhileError, InputError, RefusedError, RunStoppedError
from console.services.following_deployments import Following, Outcome
from tests.fakes.ecs import NAME, REPOSITORY, FakeEcs, arn, definition, deployment, ecs, failed_task, line, service

NEW = arn(3)
CRASHED = "Essential container in task exited"


def deployed(fake: FakeEcs, *statuses: Any, image: str = "v3") -> Outcome:
    """Deploy the image and follow the deployment through its statuses."""
    services = ecs(fake)
    watched = services.deployments.start(services.deployments.plan(NAME, image))
    fake.next_statuses = [deployment(3, 3, status) if isinstance(status, str) else status for status in statuses]
    return Following(fake, fake, poll_seconds=0).follow(watched, lambda _: None)


def test_a_new_image_becomes_a_revision_that_is_deployed():
    fake = FakeEcs()
    outcome = deployed(fake, "IN_PROGRESS", "IN_PROGRESS", "SUCCESSFUL")
    assert fake.done == [("register", "api", f"{REPOSITORY}:v3"), ("deploy", NEW)]
    assert (outcome.verdict, outcome.exit_code) == (Verdict.SUCCEEDED, 0)


def test_forcing_deploys_the_same_revision_once_more():
    fake = FakeEcs()
    services = ecs(fake)
    plan = services.deployments.plan(NAME, None)
    services.deployments.start(plan)
    assert (plan.image, fake.done) == (None, [("deploy", None)])


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("ROLLBACK_SUCCESSFUL", Verdict.ROLLED_BACK),
        ("ROLLBACK_FAILED", Verdict.ROLLBACK_FAILED),
        (deployment(3, 3, "STOPPED", breaker_status="TRIGGERED"), Verdict.FAILED),
        (deployment(3, 3, "STOPPED"), Verdict.STOPPED),
    ],
)
def test_only_a_success_exits_with_zero(status: Any, verdict: Verdict):
    outcome = deployed(FakeEcs(), "IN_PROGRESS", status, status)
    assert (outcome.verdict, outcome.exit_code) == (verdict, 1)


def test_a_stable_service_is_not_taken_for_a_success():
    """The circuit breaker leaves a stable service behind, on the old revision."""
    fake = FakeEcs()
    outcome = deployed(fake, "ROLLBACK_SUCCESSFUL", "ROLLBACK_SUCCESSFUL")
    assert not outcome.service.deploying
    assert outcome.verdict is Verdict.ROLLED_BACK


def test_the_likely_cause_is_that_of_the_new_tasks():
    fake = FakeEcs(
        ended=(
            failed_task("f" * 32, 3, CRASHED, exit_code=1),
            failed_task("e" * 32, 2, "CannotPullContainerError: not found"),
            failed_task("d" * 32, 2, "CannotPullContainerError: not found"),
        ),
        lines=("Error: no database",),
    )
    outcome = deployed(fake, deployment(3, 3, "ROLLBACK_SUCCESSFUL", created_at=None))
    assert outcome.cause is not None
    assert (outcome.cause.kind, outcome.cause.words) == ("exit", "api exited with code 1.")
    assert outcome.log == ("Error: no database",)


def test_a_deployment_that_another_one_replaced_is_superseded():
    fake = FakeEcs()
    services = ecs(fake)
    watched = services.deployments.start(services.deployments.plan(NAME, "v3"))
    fake.history = [deployment(4, 4, "IN_PROGRESS"), deployment(3, 3, "STOPPED"), *fake.history]
    outcome = Following(fake, fake, poll_seconds=0).follow(watched, lambda _: None)
    assert outcome.verdict is Verdict.SUPERSEDED


def test_a_success_of_something_else_than_runs_is_superseded():
    fake = FakeEcs()
    services = ecs(fake)
    watched = services.deployments.start(services.deployments.plan(NAME, "v3"))
    fake.history = [deployment(3, 3), *fake.history]
    fake.now = service(task_definition=arn(9))
    assert Following(fake, fake, poll_seconds=0).follow(watched, lambda _: None).verdict is Verdict.SUPERSEDED


def test_after_the_time_given_it_is_still_running_and_no_success():
    fake = FakeEcs()
    services = ecs(fake)
    watched = services.deployments.start(services.deployments.plan(NAME, "v3"))
    fake.history = [deployment(3, 3, "IN_PROGRESS"), *fake.history]
    ticks = iter(range(0, 10_000, 100))
    following = Following(fake, fake, clock=lambda: float(next(ticks)), poll_seconds=0)
    outcome = following.follow(watched, lambda _: None, timeout_seconds=300)
    assert (outcome.verdict, outcome.exit_code) == (Verdict.RUNNING, 1)


def test_a_deployment_that_never_appears_is_said_so():
    fake = FakeEcs()
    services = ecs(fake)
    watched = services.deployments.start(services.deployments.plan(NAME, "v3"))
    ticks = iter(range(0, 10_000, 40))
    following = Following(fake, fake, clock=lambda: float(next(ticks)), poll_seconds=0)
    with pytest.raises(RefusedError, match="shows no deployment"):
        following.follow(watched, lambda _: None)


def test_an_interrupt_leaves_the_deployment_to_itself():
    fake = FakeEcs()
    services = ecs(fake)
    watched = services.deployments.start(services.deployments.plan(NAME, "v3"))
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(RunStoppedError, match="goes on by itself"):
        services.following.follow(watched, lambda _: None, cancel=cancel)


SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:session-aBcDeF"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("v3", "is not in its registry"),
        (SECRET, "missing: SESSION_SECRET"),
        ("/ecs/replaydash-dev-api", "/ecs/replaydash-dev-api is missing"),
    ],
)
def test_what_is_missing_stops_a_deployment_before_it_begins(missing: str, words: str):
    fake = FakeEcs(missing={missing})
    services = ecs(fake)
    plan = services.deployments.plan(NAME, "v3")
    with pytest.raises(RefusedError, match=words):
        services.deployments.start(plan)
    assert fake.done == []
    services.deployments.start(plan, despite_checks=True)
    assert fake.done[-1] == ("deploy", NEW)


def test_what_may_not_be_looked_up_stops_nothing():
    fake = FakeEcs(unknown={"v3", SECRET})
    services = ecs(fake)
    plan = services.deployments.plan(NAME, "v3")
    assert [check.fits for check in plan.checks[:2]] == [None, None]
    services.deployments.start(plan)
    assert fake.done


def test_a_target_group_without_a_fitting_port_is_found():
    fake = FakeEcs()
    closed = replace(definition(2, "v2").containers[0], ports=(8080,))
    fake.definitions[arn(2)] = replace(definition(2, "v2"), containers=(closed,))
    assert "no container api with port 3000" in ecs(fake).deployments.plan(NAME, "v3").hindrances[0]


@pytest.mark.parametrize("image", ["", "v 3", "-v3", "sha256:12"])
def test_what_is_no_image_is_refused(image: str):
    with pytest.raises(InputError, match="is no image"):
        ecs(FakeEcs()).deployments.plan(NAME, image)


@pytest.mark.parametrize("image", ["other.example/api:v1", "sha256:" + "a" * 64])
def test_a_whole_reference_or_a_digest_is_an_image(image: str):
    assert str(ecs(FakeEcs()).deployments.plan(NAME, image).image).endswith(image)


def test_fault_84_the_next_apply_is_said_to_undo_it():
    (warning,) = ecs(FakeEcs()).deployments.plan(NAME, "v3").warnings
    assert "The next apply goes back to replaydash-dev-api:1" in warning


def test_a_service_without_circuit_breaker_is_warned_of():
    warnings = ecs(FakeEcs(now=service(rolls_back=False))).deployments.plan(NAME, "v3").warnings
    assert "no circuit breaker with rollback" in warnings[0]


@pytest.mark.parametrize("controller", ["CODE_DEPLOY", "EXTERNAL"])
def test_fault_83_what_ecs_does_not_deploy_is_refused(controller: str):
    services = ecs(FakeEcs(now=service(controller=controller)))
    for plan in (lambda: services.deployments.plan(NAME, "v3"), lambda: services.rollback.plan(NAME)):
        with pytest.raises(RefusedError, match=f"is deployed by {controller}"):
            plan()


def test_fault_79_a_deployment_is_not_begun_on_another_revision_than_was_shown():
    fake = FakeEcs()
    services = ecs(fake)
    plan = services.deployments.plan(NAME, "v3")
    fake.now = service(task_definition=arn(1))
    with pytest.raises(ChangedMeanwhileError, match="nothing was deployed"):
        services.deployments.start(plan)
    assert fake.done == []


def test_rolling_back_goes_to_the_revision_before_and_shows_what_differs():
    fake = FakeEcs()
    plan = ecs(fake).rollback.plan(NAME)
    assert (plan.revision.name, plan.stops) == ("replaydash-dev-api:1", None)
    assert [str(each) for each in plan.revision.differences] == [
        "image: replaydash-dev-api:v2 -> replaydash-dev-api:v1"
    ]
    ecs(fake).rollback.start(plan)
    assert fake.done == [("deploy", arn(1))]


def test_a_revision_of_another_size_shows_what_it_costs():
    fake = FakeEcs()
    fake.definitions[arn(1)] = definition(1, "v1", vcpu=Decimal("0.5"), gb=Decimal(1))
    assert ecs(fake).rollback.plan(NAME).cost.difference == pytest.approx(Decimal("14.42"), abs=Decimal("0.01"))
    assert ecs(FakeEcs()).rollback.plan(NAME).cost.difference == 0


def test_while_a_deployment_runs_it_is_stopped():
    running = deployment(3, 3, "IN_PROGRESS")
    fake = FakeEcs(now=service(task_definition=arn(3), deployments=(line(3, state="IN_PROGRESS"), line(2))))
    fake.definitions[arn(3)] = definition(3, "v3")
    fake.history = [running, *fake.history]
    services = ecs(fake)
    plan = services.rollback.plan(NAME)
    watched = services.rollback.start(plan)
    assert fake.done == [("stop", running.arn)]
    fake.next_statuses = [replace(running, status="ROLLBACK_SUCCESSFUL")]
    outcome = Following(fake, fake, poll_seconds=0).follow(watched, lambda _: None)
    assert (outcome.verdict, outcome.exit_code) == (Verdict.ROLLED_BACK, 0), "that is what was asked for here"


def test_while_a_deployment_runs_only_its_own_source_can_be_gone_back_to():
    fake = FakeEcs(now=service(task_definition=arn(3)), history=[deployment(3, 3, "IN_PROGRESS"), *FakeEcs().history])
    fake.definitions[arn(3)] = definition(3, "v3")
    with pytest.raises(RefusedError, match="stopping it goes back to replaydash-dev-api:2: do that first"):
        ecs(fake).rollback.plan(NAME, "1")


def test_fault_78_while_a_rollback_runs_another_is_refused():
    fake = FakeEcs(history=[deployment(3, 3, "ROLLBACK_IN_PROGRESS"), deployment(2, 2)])
    with pytest.raises(RefusedError, match="is being rolled back already"):
        ecs(fake).rollback.plan(NAME)


def test_fault_82_without_an_earlier_success_there_is_nothing_to_go_back_to():
    fake = FakeEcs(history=[deployment(2, 2), deployment(1, 1, "ROLLBACK_SUCCESSFUL")])
    with pytest.raises(RefusedError, match="nothing to go back to"):
        ecs(fake).rollback.plan(NAME)


@pytest.mark.parametrize("to", ["replaydash-dev-api:2", "2"])
def test_fault_80_going_back_to_what_runs_is_refused(to: str):
    with pytest.raises(RefusedError, match="runs now"):
        ecs(FakeEcs()).rollback.plan(NAME, to)


def test_fault_80_a_revision_that_never_ran_is_refused():
    fake = FakeEcs()
    fake.definitions[arn(7)] = definition(7, "v7")
    with pytest.raises(InputError, match="is no revision that ran before: replaydash-dev-api:1"):
        ecs(fake).rollback.plan(NAME, "7")


def test_fault_80_an_inactive_revision_or_a_deleted_image_stops_a_rollback():
    fake = FakeEcs(missing={"v1"})
    fake.definitions[arn(1)] = definition(1, "v1", active=False)
    services = ecs(fake)
    plan = services.rollback.plan(NAME)
    with pytest.raises(RefusedError, match=r"is INACTIVE.*is not in its registry"):
        services.rollback.start(plan)
    assert fake.done == []


@pytest.mark.parametrize("sandbox", [True, False])
def test_the_sandbox_goes_back_to_what_it_ran_from_a_repository_into_which_nothing_was_pushed(sandbox: bool):
    class Empty(FakeEcs):
        def images(self, reference: ImageReference) -> tuple[Image, ...]:
            return ()

    fake = Empty(missing={"v1"})
    services = ecs(fake, sandbox=sandbox)
    plan = services.rollback.plan(NAME)
    assert bool(plan.hindrances) is not sandbox
    if sandbox:
        services.rollback.start(plan)
        assert fake.done == [("deploy", arn(1))]


def test_fault_80_a_revision_of_another_family_stops_a_rollback():
    fake = FakeEcs()
    fake.definitions[arn(1)] = replace(definition(1, "v1"), family="another")
    services = ecs(fake)
    with pytest.raises(RefusedError, match="is of another family than replaydash-dev-api"):
        services.rollback.start(services.rollback.plan(NAME))
    assert fake.done == []


def test_fault_81_a_rollback_that_is_rolled_back_itself_is_no_success():
    fake = FakeEcs()
    services = ecs(fake)
    watched = services.rollback.start(services.rollback.plan(NAME))
    fake.next_statuses = [deployment(3, 1, "ROLLBACK_FAILED")]
    outcome = Following(fake, fake, poll_seconds=0).follow(watched, lambda _: None)
    assert (outcome.verdict, outcome.exit_code) == (Verdict.ROLLBACK_FAILED, 1)
    assert fake.done == [("deploy", arn(1))], "and it is not tried again"
