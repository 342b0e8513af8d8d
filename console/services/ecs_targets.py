"""Which ECS services belong to an environment, by its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from console.domain.ecs import ServiceAddress, short_name
from console.domain.environment import EnvironmentName, Preset
from console.errors import InputError
from console.services.applied_resources import AppliedResource


@dataclass(frozen=True, slots=True)
class EcsTargets:
    """The ECS part of an environment."""

    environment: EnvironmentName
    preset: Preset
    services: tuple[ServiceAddress, ...]
    resources: tuple[AppliedResource, ...] = field(default=(), repr=False)
    """The resources of the state that belong to ECS: services, task definitions, scaling, clusters, repositories."""

    def service(self, name: str | None) -> ServiceAddress:
        """The one service, or the one of that name; raises InputError naming the choices."""
        known = ", ".join(address.name for address in self.services)
        if name is None:
            if len(self.services) == 1:
                return self.services[0]
            raise InputError(f"{self.environment} has several ECS services: choose one with --service ({known}).")
        for address in self.services:
            if name in (address.name, str(address)):
                return address
        raise InputError(f"{self.environment} has no ECS service {name!r}: it has {known}.")

    def resource(self, address: ServiceAddress) -> AppliedResource | None:
        """The state's entry of a service."""
        return next((one for one in self.of_type("aws_ecs_service") if _matches(one, address)), None)

    def applied_bounds(self, address: ServiceAddress) -> tuple[int, int] | None:
        """Minimum and maximum of its autoscaling as Terraform applied them; None where it did not."""
        for one in self.of_type("aws_appautoscaling_target"):
            if one.values.get("resource_id") == address.scalable_resource:
                return int(one.values["min_capacity"]), int(one.values["max_capacity"])
        return None

    def of_type(self, type_: str) -> tuple[AppliedResource, ...]:
        return tuple(one for one in self.resources if one.type == type_)


class EcsTargetFinder:
    """Finds the services in the state."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
    ) -> None:
        self._resources = resources
        self._preset = preset

    def of(self, name: EnvironmentName) -> EcsTargets:
        """Raises InputError where nothing was applied or the environment has no ECS service."""
        preset = self._preset(name)
        resources = tuple(
            one
            for one in self._resources(name)
            if one.type.startswith(("aws_ecs_", "aws_appautoscaling_", "aws_ecr_repository"))
        )
        services = tuple(
            ServiceAddress(preset.region, short_name(str(one.values["cluster"])), str(one.values["name"]), str(name))
            for one in resources
            if one.type == "aws_ecs_service"
        )
        if not services:
            raise InputError(f"{name} has no ECS service: `infra-console output {name}` shows what it has.")
        return EcsTargets(name, preset, services, resources)


def _matches(resource: AppliedResource, address: ServiceAddress) -> bool:
    values = resource.values
    return short_name(str(values["cluster"])) == address.cluster and values["name"] == address.name
