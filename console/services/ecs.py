"""ECS of the environments, as one bundle: looking apart from what changes something."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from console.domain.ecs import Service, short_name
from console.domain.environment import EnvironmentName, Preset
from console.ports import EcsChanger, EcsReader, EcsSurroundings
from console.services.applied_resources import AppliedResource
from console.services.autoscaling import AutoscalingChanges
from console.services.deployments import Deployments
from console.services.durable import Durable
from console.services.ecs_status import EcsStatus
from console.services.ecs_targets import EcsTargetFinder
from console.services.following_deployments import Following
from console.services.one_off import OneOff
from console.services.rollback import Rollback
from console.services.scaling import Scaling
from console.services.shells import Shells
from console.services.task_costs import EstimateOfState
from console.services.variables import Variables


class Ecs:
    """The services around one reader and one changer."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
        reader: EcsReader,
        surroundings: EcsSurroundings,
        changer: EcsChanger,
        estimate: EstimateOfState,
        variables: Callable[[], Variables],
        ignores_changes: Callable[[EnvironmentName, str, str], bool],
        *,
        sandbox: bool,
    ) -> None:
        self.targets = EcsTargetFinder(resources, preset)
        self._reader = reader
        self._surroundings = surroundings
        self._changer = changer
        self._estimate = estimate
        self._ignores_changes = ignores_changes
        self._sandbox = sandbox
        self.durable = Durable(variables)

    @cached_property
    def status(self) -> EcsStatus:
        return EcsStatus(self.targets, self._reader)

    @cached_property
    def scaling(self) -> Scaling:
        return Scaling(
            self.targets,
            self._reader,
            self._changer,
            self._estimate,
            sandbox=self._sandbox,
            kept_by_apply=lambda name: self._ignores_changes(name, "aws_ecs_service", "desired_count"),
        )

    @cached_property
    def autoscaling(self) -> AutoscalingChanges:
        return AutoscalingChanges(self.targets, self._reader, self._changer, self._estimate, sandbox=self._sandbox)

    @cached_property
    def following(self) -> Following:
        return Following(self._reader, self._surroundings)

    @cached_property
    def deployments(self) -> Deployments:
        return Deployments(
            self.targets,
            self._reader,
            self._surroundings,
            self._changer,
            self.following,
            sandbox=self._sandbox,
            deployed_by_terraform=self.applied_definition,
            keeps_image=self._keeps_image,
        )

    @cached_property
    def rollback(self) -> Rollback:
        return Rollback(
            self.targets,
            self._reader,
            self._surroundings,
            self._changer,
            self.following,
            self._estimate,
            sandbox=self._sandbox,
            deployed_by_terraform=self.applied_definition,
        )

    @cached_property
    def one_off(self) -> OneOff:
        return OneOff(self.targets, self._reader, self._surroundings, self._changer, sandbox=self._sandbox)

    @cached_property
    def shells(self) -> Shells:
        return Shells(self.targets, self._reader, sandbox=self._sandbox)

    def applied_definition(self, name: EnvironmentName, service: Service) -> str | None:
        """The task definition `family:revision` that Terraform deployed last; None where the state does not say."""
        found = self.targets.of(name).resource(service.address)
        value = found.values.get("task_definition") if found else None
        return short_name(value) if isinstance(value, str) else None

    def _keeps_image(self, name: EnvironmentName, before: str, after: str) -> str | None:
        """The command that has the next apply keep the image's tag, where a variable holds it."""
        found = self.durable.image(name, before, after) if before and after else None
        if found is None:
            return None
        return f"{found.command} --sandbox" if self._sandbox else found.command
