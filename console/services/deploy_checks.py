"""What is looked at before a deployment: image, secrets, log groups, target groups, and who else is at work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from console.domain.ecs import Service, TaskDefinition, short_name
from console.domain.ecs_images import ImageReference
from console.ports import EcsSurroundings

AWSVPC = "awsvpc"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: True it fits, False it does not, None that could not be told."""

    name: str
    fits: bool | None
    words: str


def checks_of(
    surroundings: EcsSurroundings, service: Service, definition: TaskDefinition, images: tuple[ImageReference, ...]
) -> tuple[Check, ...]:
    """Everything that tasks of the definition with these images need when they start."""
    return (
        *(_image(surroundings, image) for image in images),
        *_secrets(surroundings, service, definition),
        *_log_groups(surroundings, service, definition),
        *_target_groups(surroundings, service, definition),
    )


def controller_refusal(service: Service) -> str:
    """Why ECS does not deploy the service itself; empty where it does."""
    if service.controller == "ECS":
        return ""
    return (
        f"{service.address} is deployed by {service.controller}, not by ECS: deploy it and roll it back there "
        "(CodeDeploy, or the external controller)."
    )


def _image(surroundings: EcsSurroundings, image: ImageReference) -> Check:
    there = surroundings.image(image)
    words = {
        True: f"{image.short} is in its registry",
        False: f"{image.short} is not in its registry: push it first",
        None: f"{image.short} could not be looked up (another registry, or no permission)",
    }
    return Check("image", there, words[there])


def _secrets(surroundings: EcsSurroundings, service: Service, definition: TaskDefinition) -> Iterator[Check]:
    wanted = {source: name for each in definition.containers for name, source in each.secrets.items()}
    found = {source: surroundings.secret(service.address.region, source) for source in wanted}
    missing = [wanted[source] for source, there in found.items() if there is False]
    unknown = [wanted[source] for source, there in found.items() if there is None]
    if missing:
        yield Check("secrets", False, f"missing: {', '.join(missing)}")
    elif unknown:
        yield Check("secrets", None, f"could not be looked up: {', '.join(unknown)}")
    elif wanted:
        yield Check("secrets", True, "it is there" if len(wanted) == 1 else f"all {len(wanted)} are there")


def _log_groups(surroundings: EcsSurroundings, service: Service, definition: TaskDefinition) -> Iterator[Check]:
    for group in dict.fromkeys(each.log_group for each in definition.containers if each.log_group):
        there = surroundings.log_group(service.address.region, group)
        words = {True: f"{group} is there", False: f"{group} is missing", None: f"{group} could not be looked up"}
        yield Check("log group", there, words[there])


def _target_groups(surroundings: EcsSurroundings, service: Service, definition: TaskDefinition) -> Iterator[Check]:
    for each in service.load_balancers:
        ports = {container.name: container.ports for container in definition.containers}
        if each.port not in ports.get(each.container, ()):
            yield Check("target group", False, f"no container {each.container} with port {each.port} for it")
            continue
        kind = surroundings.target_type(service.address.region, each.target_group)
        name = short_name(each.target_group.rpartition("/")[0]) or each.target_group
        if kind is None:
            yield Check("target group", None, f"{name} could not be looked up")
        elif kind == "":
            yield Check("target group", False, f"{name} does not exist")
        elif definition.network_mode == AWSVPC and kind != "ip":
            yield Check("target group", False, f"{name} takes targets by {kind}, tasks with own addresses need ip")
        else:
            yield Check("target group", True, f"{name} takes {each.container}:{each.port}")
