"""Why tasks stop: ECS's reasons in plain words, each with a hint at what to do.

The reasons are those of "Amazon ECS stopped task error messages" in the developer guide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from console.domain.ecs import Task


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a task stopped. `normal` where nothing is wrong: it was scaled in, replaced, or stopped on purpose."""

    kind: str
    words: str
    hint: str = ""
    normal: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    cause: Cause


def _rule(pattern: str, kind: str, words: str, hint: str = "", *, normal: bool = False) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), Cause(kind, words, hint, normal))


_RULES = (
    _rule(
        r"CannotPullContainer.*(not found|does not exist|manifest unknown)", "image", "The image does not exist.",
        "Push it, or deploy a tag that is in the repository.",
    ),
    _rule(
        r"(CannotPullContainer|\becr\b).*(403|denied|not authorized|unauthorized|no basic auth)", "image",
        "The image may not be pulled.",
        "Give the execution role ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer.",
    ),
    _rule(
        r"(CannotPullContainer|ResourceInitialization|registry auth).*(timeout|connection issue|no route|dial tcp"
        r"|network configuration)", "subnet", "The task's subnet does not reach the registry or the secrets.",
        "Look at its route to a NAT gateway or at the interface endpoints, and at the security groups.",
    ),
    _rule(r"CannotPullContainer", "image", "The image could not be pulled.", "Look at its name, tag and platform."),
    _rule(
        r"(secret|ssm|asm|parameter).*(not ?found|can't find|invalid)", "secret", "A secret or parameter is missing.",
        "Create it, or correct its ARN or JSON key in the task definition.",
    ),
    _rule(
        r"(secret|ssm|asm|parameter|kms).*(AccessDenied|not authorized|denied)", "secret",
        "The execution role may not read a secret.",
        "Give it secretsmanager:GetSecretValue or ssm:GetParameters, and kms:Decrypt of the key.",
    ),
    _rule(
        r"ResourceInitializationError", "start", "The task could not be prepared.",
        "Look at its secrets, log group, volumes and network.",
    ),
    _rule(
        r"OutOfMemory|exit code:? 137", "memory", "A container used more memory than it may.",
        "Raise the task's memory, or find what leaks.",
    ),
    _rule(
        r"failed (ELB|container|target group) ?health checks|health checks failed", "health check",
        "The health checks failed.",
        "Does the container listen on its port, does the path answer 200, is the grace period long enough?",
    ),
    _rule(r"(Spot|interruption)", "spot", "AWS took the Spot capacity back.", "ECS starts another task by itself.",
          normal=True),
    _rule(
        r"Capacity is unavailable|unable to place|no container instance", "capacity", "There was no capacity for it.",
        "Try again later, use more availability zones, or Fargate beside Fargate Spot.",
    ),
    _rule(r"CannotStartContainer|CannotCreateContainer", "start", "A container could not be started.",
          "Look at its command, entry point and memory."),
    _rule(r"Scaling activity|replaced|deployment ecs-svc", "scaling", "The service stopped it: scaled in or replaced.",
          normal=True),
)  # fmt: skip


def cause_of(task: Task) -> Cause:
    """Why the task stopped, in words, with a hint; an unknown reason is given as ECS said it."""
    said = " ".join(filter(None, [task.stopped_reason, *(container.reason for container in task.containers)]))
    for rule in _RULES:
        if rule.pattern.search(said):
            return rule.cause
    codes = [container for container in task.containers if container.exit_code not in (None, 0)]
    if any(container.exit_code == 137 for container in codes):
        return Cause("memory", "A container was killed (exit code 137).", "Most often it used too much memory.")
    if codes:
        named = ", ".join(f"{container.name} exited with code {container.exit_code}" for container in codes)
        return Cause("exit", f"{named}.", "Its last log lines say why.")
    if task.stop_code == "EssentialContainerExited":
        ended = any(container.exit_code == 0 for container in task.containers)
        words = "Its container ended by itself with code 0." if ended else "Its container ended by itself."
        return Cause("exit", words, "Its last log lines say why; a service's container must not end.")
    if task.stop_code == "UserInitiated":
        return Cause("user", f"Stopped on purpose: {task.stopped_reason or 'no reason was given'}.", normal=True)
    return Cause("unknown", task.stopped_reason or "ECS gave no reason.")


def likely_cause(tasks: Iterable[Task]) -> tuple[Cause, Task] | None:
    """What most of these tasks failed of, with the newest of them; None where none of them failed."""
    failed = [(cause, task) for task in tasks if not (cause := cause_of(task)).normal]
    if not failed:
        return None
    most, _ = Counter(cause.kind for cause, _ in failed).most_common(1)[0]
    return next(pair for pair in failed if pair[0].kind == most)
