"""Why tasks stop, in words with a hint: every kind that ECS documents, and those nobody knows."""

import pytest

from console.domain.ecs_reasons import cause_of, likely_cause
from tests.fakes.ecs import failed_task, task

REASONS = [
    ("CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref x: not found",
     "image"),
    ("CannotPullContainerError: denied: User is not authorized to perform: ecr:BatchGetImage", "image"),
    ("CannotPullContainerError: Get https://x: dial tcp 1.2.3.4:443: i/o timeout", "subnet"),
    ("ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from "
     "Amazon ECR: There is a connection issue between the task and Amazon ECR.", "subnet"),
    ("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
     "unable to retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
     "secret"),
    ("ResourceInitializationError: unable to retrieve secret from asm: AccessDeniedException: not authorized",
     "secret"),
    ("ResourceInitializationError: failed to validate logger args", "start"),
    ("OutOfMemoryError: Container killed due to memory usage", "memory"),
    ("Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x)", "health check"),
    ("Task failed container health checks", "health check"),
    ("Your Spot Task was interrupted.", "spot"),
    ("Scaling activity initiated by (deployment ecs-svc/1)", "scaling"),
    ("CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task", "start"),
    ("something new", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "kind"), REASONS)
def test_a_reason_is_put_in_words_with_a_hint(reason: str, kind: str):
    cause = cause_of(failed_task("x", 1, reason))
    assert cause.kind == kind
    assert cause.words
    assert cause.hint or cause.kind in ("unknown", "scaling")


def test_an_unknown_reason_is_given_as_it_was_said():
    assert cause_of(failed_task("x", 1, "something new")).words == "something new"


@pytest.mark.parametrize(("code", "kind"), [(1, "exit"), (137, "memory")])
def test_an_exit_code_says_more_than_that_a_container_exited(code: int, kind: str):
    assert cause_of(failed_task("x", 1, "Essential container in task exited", exit_code=code)).kind == kind


def test_what_was_stopped_on_purpose_is_no_failure():
    assert likely_cause([failed_task("x", 1, "by hand", stop_code="UserInitiated")]) is None


def test_the_likely_cause_is_the_most_common_one():
    image, crash = "CannotPullContainerError: not found", "Essential container in task exited"
    tasks = [failed_task("1", 1, crash, exit_code=1), failed_task("2", 1, image), failed_task("3", 1, image), task("4")]
    found = likely_cause(tasks[:3])
    assert found is not None
    assert (found[0].kind, found[1].id) == ("image", "2")
