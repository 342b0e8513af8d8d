"""The images of ECR that an environment runs, under names that are the same in every environment of its system."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from console.domain.ecs import short_name
from console.domain.ecs_images import Image, ImageReference
from console.services.applied_resources import AppliedResource


@dataclass(frozen=True, slots=True)
class WantedImage:
    """An image, and the containers that run it; without ECS it is one of a repository, and those are none."""

    key: str
    """`api:v2`, container and tag, where the name is of one repository alone; else after the resource's address."""
    reference: ImageReference
    containers: frozenset[tuple[str, str]] = frozenset()
    """Task definition `family:revision` and container."""


def in_containers(resources: Iterable[AppliedResource], version: str = "") -> tuple[WantedImage, ...]:
    """Those of the applied task definitions, in another version where one is given; raises InputError for no version.

    Two environments have the same names, since one configuration made both.
    """
    seen = [
        (one, name, reference)
        for one in resources
        for name, image in _containers(one)
        if (reference := ImageReference.parse(image)).ecr is not None
    ]
    repositories: dict[str, set[str]] = defaultdict(set)
    for _, name, reference in seen:
        repositories[name].add(reference.repository)
    found: dict[str, WantedImage] = {}
    for one, name, reference in seen:
        wanted = reference.with_version(version) if version else reference
        which = name if len(repositories[name]) == 1 else f"{one.address} {name}"
        key, runs = f"{which}:{wanted.version}", (short_name(str(one.values.get("arn", ""))), name)
        known = found.get(key, WantedImage(key, wanted))
        found[key] = replace(known, containers=known.containers | {runs})
    return tuple(found.values())


def in_repositories(resources: Iterable[AppliedResource], version: str) -> tuple[WantedImage, ...]:
    """Those of that version in the applied repositories, where something else than ECS runs them."""
    found = []
    for one in resources:
        if one.type == "aws_ecr_repository" and one.values.get("repository_url"):
            reference = ImageReference(str(one.values["repository_url"])).with_version(version)
            found.append(WantedImage(f"{one.address}:{reference.version}", reference))
    return tuple(found)


def image_of(images: Iterable[Image], reference: ImageReference) -> Image | None:
    """The one that the reference means now."""
    return next(
        (
            one
            for one in images
            if reference.tag in one.tags or (reference.digest and reference.digest == one.digest)
        ),
        None,
    )  # fmt: skip


def _containers(one: AppliedResource) -> Iterator[tuple[str, str]]:
    """Name and image of each container of an applied task definition."""
    if one.type != "aws_ecs_task_definition":
        return
    try:
        containers = json.loads(str(one.values.get("container_definitions") or "[]"))
    except ValueError:
        return
    for container in containers:
        if isinstance(container, dict) and container.get("image"):
            yield str(container.get("name", "")), str(container["image"])
