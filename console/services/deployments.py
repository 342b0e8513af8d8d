"""Deploying: another image, or the same once more; shown and checked before, and told apart by its own verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from console.domain.ecs import Service, TaskDefinition
from console.domain.ecs_images import Image, ImageReference
from console.domain.environment import EnvironmentName
from console.errors import ChangedMeanwhileError, InputError, RefusedError
from console.ports import EcsChanger, EcsReader, EcsSurroundings
from console.services.deploy_checks import Check, checks_of, controller_refusal
from console.services.ecs_targets import EcsTargetFinder
from console.services.following_deployments import Following, Watched


@dataclass(frozen=True, slots=True)
class DeployPlan:
    """What `deploy` would do. `image` is None where the current revision is deployed again."""

    environment: EnvironmentName
    service: Service
    definition: TaskDefinition
    container: str
    image_before: ImageReference
    image: ImageReference | None
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]
    sandbox: bool

    @property
    def hindrances(self) -> tuple[str, ...]:
        """What was found not to fit: tasks would not start."""
        return tuple(f"{check.name}: {check.words}" for check in self.checks if check.fits is False)


class Deployments:
    """Plans and starts deployments."""

    def __init__(
        self,
        targets: EcsTargetFinder,
        reader: EcsReader,
        surroundings: EcsSurroundings,
        changer: EcsChanger,
        following: Following,
        *,
        sandbox: bool,
        deployed_by_terraform: Callable[[EnvironmentName, Service], str | None],
        keeps_image: Callable[[EnvironmentName, str, str], str | None],
    ) -> None:
        self._targets = targets
        self._reader = reader
        self._surroundings = surroundings
        self._changer = changer
        self._following = following
        self._sandbox = sandbox
        self._by_terraform = deployed_by_terraform
        self._keeps_image = keeps_image

    def images(self, name: EnvironmentName, service: str | None = None) -> tuple[Image, ...]:
        """The images that the service's repository holds, newest first; raises InputError or AwsError."""
        now = self._reader.service(self._targets.of(name).service(service))
        definition = self._reader.task_definition(now.address.region, now.task_definition)
        return self._surroundings.images(_image_of(now, definition)[1])

    def plan(self, name: EnvironmentName, image: str | None, service: str | None = None) -> DeployPlan:
        """What deploying this tag, digest or reference would do, or with None the current revision again.

        Raises InputError for no image, RefusedError where ECS does not deploy the service, AwsError.
        """
        now = self._reader.service(self._targets.of(name).service(service))
        if refusal := controller_refusal(now):
            raise RefusedError(refusal)
        definition = self._reader.task_definition(now.address.region, now.task_definition)
        container, before = _image_of(now, definition)
        wanted = before.with_version(image) if image is not None else None
        return DeployPlan(
            environment=name,
            service=now,
            definition=definition,
            container=container,
            image_before=before,
            image=wanted,
            checks=checks_of(self._surroundings, now, definition, (wanted or before,)),
            warnings=self._warnings(name, now, before, wanted),
            sandbox=self._sandbox,
        )

    def start(self, plan: DeployPlan, *, despite_checks: bool = False) -> Watched:
        """Start the deployment and return what to follow.

        Raises RefusedError where a check says that tasks would not start, ChangedMeanwhileError where somebody else was
        faster, AwsError.
        """
        if plan.hindrances and not despite_checks:
            raise RefusedError(f"Nothing was deployed, its tasks would not start: {'; '.join(plan.hindrances)}.")
        address = plan.service.address
        watched = self._following.before(address)
        now = self._reader.service(address)
        if now.task_definition != plan.service.task_definition:
            raise ChangedMeanwhileError(
                f"{address} runs another task definition than when it was looked at: nothing was deployed; look again."
            )
        definition = plan.definition.arn
        if plan.image is not None:
            definition = self._changer.register_with_image(
                address, plan.definition.arn, plan.container, str(plan.image)
            )
        self._changer.deploy(address, definition if plan.image is not None else None)
        return replace(watched, definition=definition)

    def _warnings(
        self, name: EnvironmentName, service: Service, before: ImageReference, wanted: ImageReference | None
    ) -> tuple[str, ...]:
        found = []
        if service.deploying:
            found.append("A deployment is running: this one takes its place.")
        if not (service.circuit_breaker and service.rolls_back):
            found.append(
                "The service has no circuit breaker with rollback: a failing deployment goes on until stopped."
            )
        if wanted == before:
            found.append("This image runs already: its tag may mean another digest by now.")
        applied = self._by_terraform(name, service)
        if wanted is not None and applied is not None:
            keeping = self._keeps_image(name, before.tag, wanted.tag)
            way = f"`{keeping}` keeps this one" if keeping else "unless the variable for the image is changed as well"
            found.append(f"The next apply goes back to {applied}: {way}.")
        return tuple(found)


def _image_of(service: Service, definition: TaskDefinition) -> tuple[str, ImageReference]:
    """The container that is deployed (the one behind the load balancer, else the first essential one) and its image."""
    names = {each.container for each in service.load_balancers}
    try:
        behind = next((each for each in definition.containers if each.name in names), None)
        container = behind or definition.container()
    except KeyError:
        raise InputError(f"{definition.name} has no essential container to deploy an image to.") from None
    return container.name, ImageReference.parse(container.image)
