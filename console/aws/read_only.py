"""What a read-only console may ask AWS: a list, the guard that refuses all else, and the list as a session policy.

Nothing here imports boto3: the guard is a function that botocore calls before it sends anything.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from console.errors import ReadOnlyError

POLICY_CHARACTERS = 2048
"""How long AWS lets a session policy be."""
_KEY_OF_A_STATE = {
    "Effect": "Allow",
    "Action": "kms:Decrypt",
    "Resource": "*",
    "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
}
"""A state bucket may be encrypted with a key of its own: S3, and nobody else, decrypts for the session."""


@dataclass(frozen=True, slots=True)
class AllowedService:
    """The operations of one service that only look, each with its reason."""

    iam: str
    looks: Mapping[str, str]
    actions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def iam_actions(self) -> Iterator[str]:
        """The IAM actions that the operations need."""
        for operation in self.looks:
            for action in self.actions.get(operation, (operation,)):
                yield f"{self.iam}:{action}"


@lru_cache(maxsize=1)
def allowed_services() -> Mapping[str, AllowedService]:
    """The list, by the service's name in boto3."""
    text = files("console.aws").joinpath("allowed_operations.toml").read_text(encoding="utf-8")
    return {
        service: AllowedService(
            iam=entry.get("iam", service),
            looks=entry["looks"],
            actions={operation: tuple(actions) for operation, actions in entry.get("actions", {}).items()},
        )
        for service, entry in tomllib.loads(text).items()
    }


def allowed(service: str, operation: str) -> bool:
    """Whether a read-only console may call the operation (`ecs`, `DescribeServices`)."""
    found = allowed_services().get(service)
    return found is not None and operation in found.looks


def refuse(service: str, operation: str) -> None:
    """Raises ReadOnlyError for an operation that is not on the list."""
    if not allowed(service, operation):
        raise ReadOnlyError(f"READ-ONLY: {service} {operation} is no call that only looks, and was not sent.")


def session_policy() -> str:
    """The list as an IAM session policy: what a role's session may do at most, whatever the role allows."""
    actions = [action for service in allowed_services().values() for action in service.iam_actions()]
    looking: dict[str, Any] = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [looking, _KEY_OF_A_STATE]}
    return json.dumps(document, separators=(",", ":"))
