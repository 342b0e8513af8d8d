"""Rolling a service back: to a revision that ran before, or by stopping the deployment that is under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from console.domain.ecs import Service, TaskDefinition, short_name
from console.domain.ecs_deployment import ServiceDeployment, ServiceRevision, Verdict
from console.domain.ecs_differences import Difference, differences
from console.domain.ecs_images import ImageReference
from console.domain.environment import EnvironmentName
from console.errors import AwsError, ChangedMeanwhileError, InputError, RefusedError
from console.ports import EcsChanger, EcsReader, EcsSurroundings
from console.services.deploy_checks import Check, checks_of, controller_refusal
from console.services.ecs_targets import EcsTargetFinder
from console.services.following_deployments import Following, Watched
from console.services.task_costs import EstimateOfState, TaskCost, cost_of_tasks

_MOST_REVISIONS = 20


@dataclass(frozen=True, slots=True)
class EarlierRevision:
    """A task definition that the service ran before, and what going back to it would change."""

    definition: TaskDefinition
    ran_at: datetime | None
    differences: tuple[Difference, ...]

    @property
    def name(self) -> str:
        return self.definition.name


@dataclass(frozen=True, slots=True)
class RollbackPlan:
    """What `rollback` would do. With `stops` the deployment under way is stopped, and ECS goes back by itself."""

    environment: EnvironmentName
    service: Service
    revision: EarlierRevision
    stops: ServiceDeployment | None
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]
    cost: TaskCost
    """What as many tasks of the revision cost, beside those that run."""
    sandbox: bool

    @property
    def hindrances(self) -> tuple[str, ...]:
        """What was found not to fit: tasks would not start."""
        return tuple(f"{check.name}: {check.words}" for check in self.checks if check.fits is False)


class Rollback:
    """Lists where one can go back to, plans it and starts it."""

    def __init__(
        self,
        targets: EcsTargetFinder,
        reader: EcsReader,
        surroundings: EcsSurroundings,
        changer: EcsChanger,
        following: Following,
        estimate: EstimateOfState,
        *,
        sandbox: bool,
        deployed_by_terraform: Callable[[EnvironmentName, Service], str | None],
    ) -> None:
        self._targets = targets
        self._reader = reader
        self._surroundings = surroundings
        self._changer = changer
        self._following = following
        self._estimate = estimate
        self._sandbox = sandbox
        self._by_terraform = deployed_by_terraform

    def revisions(self, name: EnvironmentName, service: str | None = None) -> tuple[EarlierRevision, ...]:
        """The revisions that ran successfully before the current one, the newest first."""
        now = self._reader.service(self._targets.of(name).service(service))
        return self._earlier(now, self._reader.deployments(now.address))

    def plan(self, name: EnvironmentName, to: str | None = None, service: str | None = None) -> RollbackPlan:
        """What going back would do: to the revision `family:number` (or its number), else to the one before.

        Raises RefusedError where there is nothing to go back to, a rollback is under way, or ECS does not deploy the
        service; InputError for a revision that did not run.
        """
        targets = self._targets.of(name)
        now = self._reader.service(targets.service(service))
        if refusal := controller_refusal(now):
            raise RefusedError(refusal)
        deployments = self._reader.deployments(now.address)
        newest = deployments[0] if deployments else None
        if newest is not None and newest.status.startswith("ROLLBACK") and not newest.over:
            raise RefusedError(f"{now.address} is being rolled back already ({newest.status}): wait for its end.")
        earlier = self._earlier(now, deployments)
        if not earlier:
            raise RefusedError(
                f"{now.address} has nothing to go back to: no earlier deployment of another revision succeeded."
            )
        stops = newest if newest is not None and newest.can_be_stopped else None
        chosen = _chosen(earlier, to, now)
        if stops is not None and chosen is not earlier[0]:
            raise RefusedError(
                f"A deployment of {now.address} is under way, and stopping it goes back to {earlier[0].name}: do that "
                f"first, then go back to {chosen.name}."
            )
        current = self._reader.task_definition(now.address.region, now.task_definition)
        return RollbackPlan(
            environment=name,
            service=now,
            revision=chosen,
            stops=stops,
            checks=self._checks(now, chosen.definition),
            warnings=self._warnings(name, now, chosen),
            cost=cost_of_tasks(
                self._estimate, targets.preset, now, (current, chosen.definition), (now.desired, now.desired)
            ),
            sandbox=self._sandbox,
        )

    def start(self, plan: RollbackPlan, *, despite_checks: bool = False) -> Watched:
        """Start it and return what to follow; raises RefusedError, ChangedMeanwhileError or AwsError."""
        if plan.hindrances and not despite_checks:
            raise RefusedError(f"Nothing was rolled back, its tasks would not start: {'; '.join(plan.hindrances)}.")
        address = plan.service.address
        watched = self._following.before(address, plan.revision.definition.arn)
        now = self._reader.service(address)
        if now.task_definition != plan.service.task_definition:
            raise ChangedMeanwhileError(
                f"{address} runs another task definition than when it was looked at: nothing was done; look again."
            )
        if plan.stops is not None:
            self._changer.stop_deployment(address, plan.stops.arn)
            return replace(watched, deployment=plan.stops.arn, wanted=Verdict.ROLLED_BACK)
        self._changer.deploy(address, plan.revision.definition.arn)
        return watched

    def _earlier(self, now: Service, deployments: tuple[ServiceDeployment, ...]) -> tuple[EarlierRevision, ...]:
        good = [each for each in deployments if each.status == "SUCCESSFUL" and each.target_revision]
        found = self._reader.revisions(now.address.region, [each.target_revision for each in good])
        by_arn: dict[str, ServiceRevision] = {each.arn: each for each in found}
        ran: dict[str, datetime | None] = {}
        for each in good:
            revision = by_arn.get(each.target_revision)
            if revision is not None and revision.task_definition != now.task_definition:
                ran.setdefault(revision.task_definition, each.finished_at)
        current = self._reader.task_definition(now.address.region, now.task_definition)
        return tuple(
            EarlierRevision(definition, at, differences(current, definition))
            for arn, at in list(ran.items())[:_MOST_REVISIONS]
            if (definition := self._definition(now, arn)) is not None
        )

    def _definition(self, now: Service, arn: str) -> TaskDefinition | None:
        try:
            return self._reader.task_definition(now.address.region, arn)
        except AwsError:
            return None  # deleted: there is nothing to go back to

    def _checks(self, now: Service, definition: TaskDefinition) -> tuple[Check, ...]:
        family = short_name(now.task_definition).partition(":")[0]
        words = f"{definition.name} is {'active' if definition.active else 'INACTIVE: it cannot be started'}"
        found = [Check("revision", definition.active, words)]
        if definition.family != family:
            found.append(Check("family", False, f"{definition.name} is of another family than {family}"))
        images = tuple(ImageReference.parse(each.image) for each in definition.containers)
        assumed = tuple(each for each in images if self._sandbox and self._nothing_pushed(each))
        words = "nothing was pushed for {}: the sandbox takes it to have every image"
        found += [Check("image", True, words.format(each.short)) for each in assumed]
        looked_up = tuple(each for each in images if each not in assumed)
        return (*found, *checks_of(self._surroundings, now, definition, looked_up))

    def _nothing_pushed(self, image: ImageReference) -> bool:
        """Whether its repository is empty, from which the sandbox has run what is gone back to."""
        try:
            return image.ecr is not None and not self._surroundings.images(image)
        except AwsError:
            return False

    def _warnings(self, name: EnvironmentName, now: Service, chosen: EarlierRevision) -> tuple[str, ...]:
        found = []
        applied = self._by_terraform(name, now)
        if applied is not None and applied != chosen.name:
            found.append(
                f"The next apply goes back to {applied}, unless the configuration's variables are changed as well."
            )
        if any(ImageReference.parse(each.image).tag == "latest" for each in chosen.definition.containers):
            found.append("Its image has the tag latest, which may be another image by now than the one that ran.")
        if not chosen.differences:
            found.append("It does not differ from what runs now in anything that is compared.")
        return tuple(found)


def _chosen(earlier: tuple[EarlierRevision, ...], to: str | None, now: Service) -> EarlierRevision:
    if to is None:
        return earlier[0]
    current = short_name(now.task_definition)
    if to in (current, current.rpartition(":")[2]):
        raise RefusedError(f"{current} runs now: there is nothing to roll back.")
    for each in earlier:
        if to in (each.name, str(each.definition.revision), each.definition.arn):
            return each
    known = ", ".join(each.name for each in earlier)
    raise InputError(f"{to!r} is no revision that ran before: {known}.")
