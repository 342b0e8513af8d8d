"""How tasks fail: when, with which words of ECS, and what their container logs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from moto.ecr.models import ecr_backends


class When(Enum):
    """How far a task that fails comes."""

    STARTING = "starting"
    """Its containers never run."""
    RUNNING = "running"
    """Its container runs for a moment."""
    CHECKED = "checked"
    """It runs, and its health checks fail."""


@dataclass(frozen=True)
class Failure:
    """One way to fail; `reason` is filled in with the image, a secret and a target group."""

    when: When
    stop_code: str
    reason: str
    exit_code: int | None = None
    container_reason: str = ""
    log: str = ""


_NOT_STARTED = "TaskFailedToStart"
_EXITED = "EssentialContainerExited"
_INITIALISATION = "ResourceInitializationError: unable to pull secrets or registry auth"

MISSING_IMAGE = Failure(
    When.STARTING,
    _NOT_STARTED,
    "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref {image}: "
    "{image}: not found",
)
_SWITCHED = {
    "missing-image": MISSING_IMAGE,
    "missing-secret": Failure(
        When.STARTING,
        _NOT_STARTED,
        f"{_INITIALISATION}: execution resource retrieval failed: unable to retrieve secret from asm: service call has "
        "been retried 1 time(s): failed to fetch secret {secret} from secrets manager: ResourceNotFoundException: "
        "Secrets Manager can't find the specified secret.",
    ),
    "no-route": Failure(
        When.STARTING,
        _NOT_STARTED,
        f"{_INITIALISATION}: The task cannot pull registry auth from Amazon ECR: There is a connection issue between "
        "the task and Amazon ECR. Check your task network configuration. RequestError: send request failed caused by: "
        "dial tcp: i/o timeout",
    ),
    "crash-on-start": Failure(
        When.RUNNING,
        _EXITED,
        "Essential container in task exited",
        exit_code=1,
        log="Error: cannot start: required configuration is missing\n    at main (/app/server.js:12:9)",
    ),
    "out-of-memory": Failure(
        When.RUNNING,
        _EXITED,
        "OutOfMemoryError: Container killed due to memory usage",
        exit_code=137,
        container_reason="OutOfMemoryError: Container killed due to memory usage",
    ),
    "slow-health": Failure(
        When.CHECKED,
        "ServiceSchedulerInitiated",
        "Task failed ELB health checks in (target-group {target_group})",
        log="WARN: startup is slow: waiting for the database",
    ),
}
"""By the name of the fault switch, in the order in which a real task would meet them."""


def failure_of(definition: Any, faults: frozenset[str], account: str, region: str) -> Failure | None:
    """How a task of this definition will fail, None where it will run."""
    if any(not _image_exists(container.get("image", ""), account, region) for container in _containers(definition)):
        return MISSING_IMAGE
    return next((failure for name, failure in _SWITCHED.items() if name in faults), None)


def reason_of(failure: Failure, definition: Any, target_group: str) -> str:
    """The stopped reason, filled in."""
    containers = _containers(definition)
    secrets = [secret["valueFrom"] for container in containers for secret in container.get("secrets") or ()]
    return failure.reason.format(
        image=containers[0].get("image", ""), secret=secrets[0] if secrets else "none", target_group=target_group
    )


def _containers(definition: Any) -> list[dict[str, Any]]:
    return list(definition.container_definitions)


def _image_exists(image: str, account: str, region: str) -> bool:
    """Whether an image of this account's ECR is there; others are taken to be.

    A repository into which nothing was ever pushed is taken to have every image: an environment would never run here
    otherwise, since nobody pushes to a simulation before its first apply.
    """
    registry, _, path = image.partition("/")
    if not registry.startswith(f"{account}.dkr.ecr.{region}."):
        return True
    name, digest, tag = _split(path)
    repository = ecr_backends[account][region].repositories.get(name)
    if repository is None:
        return False
    return not repository.images or _pushed(repository, digest, tag) is not None


def pulled_digest(image: str, account: str, region: str) -> str | None:
    """The digest of an image of this account's ECR; None for any other one, and where nothing was pushed."""
    registry, _, path = image.partition("/")
    if not registry.startswith(f"{account}.dkr.ecr.{region}."):
        return None
    name, digest, tag = _split(path)
    repository = ecr_backends[account][region].repositories.get(name)
    found = None if repository is None else _pushed(repository, digest, tag)
    return None if found is None else str(found.get_image_digest())


def _pushed(repository: Any, digest: str, tag: str) -> Any:
    """The image of that digest, or of that tag where there is none; None where it was not pushed."""
    return next(
        (
            each
            for each in repository.images
            if (digest == each.get_image_digest() if digest else tag in each.image_tags)
        ),
        None,
    )


def _split(path: str) -> tuple[str, str, str]:
    """Name, digest and tag of the image."""
    if "@" in path:
        name, _, digest = path.partition("@")
        return name.partition(":")[0], digest, ""
    name, _, tag = path.partition(":")
    return name, "", tag or "latest"
