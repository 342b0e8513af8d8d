"""What a deployment hangs on besides ECS: images, secrets, log groups, target groups. Looks only.

Each check answers True, False, or None where these credentials may not ask. Nothing here reads a secret's value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import NotThereError, asking
from console.domain.ecs_images import Image, ImageReference
from console.errors import AwsError

_IMAGES_LISTED = 1000
_INDEXES = (
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
)


class EcsSurroundings:
    """ECR, Secrets Manager, the parameter store, CloudWatch Logs and target groups."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def image(self, reference: ImageReference) -> bool | None:
        """Whether the image is in its registry; None for other registries than ECR."""
        if reference.ecr is None:
            return None
        account, region, repository = reference.ecr
        wanted = {"imageDigest": reference.digest} if reference.digest else {"imageTag": reference.tag}
        return self._there(
            "ecr",
            f"the image {reference}",
            lambda: self._clients.of("ecr", region).describe_images(
                registryId=account, repositoryName=repository, imageIds=[wanted]
            ),
        )

    def images(self, reference: ImageReference) -> tuple[Image, ...]:
        """The images of an ECR repository, newest first; none for other registries. Raises AwsError."""
        if reference.ecr is None:
            return ()
        account, region, repository = reference.ecr
        with asking("ecr", f"the images of {repository}"):
            pages = (
                self._clients.of("ecr", region)
                .get_paginator("describe_images")
                .paginate(registryId=account, repositoryName=repository, PaginationConfig={"MaxItems": _IMAGES_LISTED})
            )
            found = [_image(each) for page in pages for each in page["imageDetails"]]
        return tuple(sorted(found, key=lambda one: (one.pushed_at is not None, one.pushed_at), reverse=True))

    def secret(self, region: str, value_from: str) -> bool | None:
        """Whether the secret or parameter that a container names exists."""
        if ":secretsmanager:" in value_from:
            arn = ":".join(value_from.split(":")[:7])  # after that come JSON key and version
            return self._there(
                "secretsmanager",
                f"the secret {arn}",
                lambda: self._clients.of("secretsmanager", region).describe_secret(SecretId=arn),
            )
        name = "/" + value_from.partition(":parameter/")[2] if ":parameter/" in value_from else value_from

        def described() -> None:
            filters = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
            if not self._clients.of("ssm", region).describe_parameters(ParameterFilters=filters)["Parameters"]:
                raise NotThereError(f"There is no parameter {name}.")

        return self._there("ssm", f"the parameter {name}", described)

    def log_group(self, region: str, name: str) -> bool | None:
        """Whether the log group exists."""

        def described() -> None:
            groups = self._clients.of("logs", region).describe_log_groups(logGroupNamePrefix=name)["logGroups"]
            if not any(group["logGroupName"] == name for group in groups):
                raise NotThereError(f"There is no log group {name}.")

        return self._there("logs", f"the log group {name}", described)

    def target_type(self, region: str, target_group: str) -> str | None:
        """`ip` or `instance`; empty where there is no such group, None where it may not be asked."""
        try:
            with asking("elasticloadbalancing", "the target group"):
                groups = self._clients.of("elbv2", region).describe_target_groups(TargetGroupArns=[target_group])
                return str(groups["TargetGroups"][0]["TargetType"])
        except NotThereError:
            return ""
        except AwsError:
            return None

    def last_lines(self, region: str, group: str, stream: str, limit: int) -> tuple[str, ...]:
        """The last lines of a log stream, oldest first; none where it does not exist. Raises AwsError."""
        try:
            with asking("logs", f"the log {stream}"):
                answer = self._clients.of("logs", region).get_log_events(
                    logGroupName=group, logStreamName=stream, limit=limit, startFromHead=False
                )
        except NotThereError:
            return ()
        return tuple(event["message"] for event in answer["events"])

    def _there(self, prefix: str, what: str, call: Callable[[], Any]) -> bool | None:
        try:
            with asking(prefix, what):
                call()
        except NotThereError:
            return False
        except AwsError:
            return None
        return True


def _image(answer: dict[str, Any]) -> Image:
    summary = answer.get("imageScanFindingsSummary")
    return Image(
        digest=answer["imageDigest"],
        tags=tuple(answer.get("imageTags") or ()),
        index=answer.get("imageManifestMediaType") in _INDEXES,
        pushed_at=answer.get("imagePushedAt"),
        size_bytes=answer.get("imageSizeInBytes"),
        findings=None if summary is None else dict(summary.get("findingSeverityCounts") or {}),
    )
