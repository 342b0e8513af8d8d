"""Which EC2 Auto Scaling groups belong to an environment, by its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from console.domain.asg import GroupAddress
from console.domain.environment import EnvironmentName, Preset
from console.errors import InputError
from console.services.applied_resources import AppliedResource

_PRICED_WITH = ("aws_autoscaling_group", "aws_launch_template", "aws_subnet")


@dataclass(frozen=True, slots=True)
class FoundGroups:
    """The groups of an environment, and what their machines are priced with."""

    environment: EnvironmentName
    preset: Preset
    groups: tuple[GroupAddress, ...]
    resources: tuple[AppliedResource, ...] = field(default=(), repr=False)
    """Groups, launch templates and subnets of the state."""

    def group(self, name: str | None) -> GroupAddress:
        """The one group, or the one of that name; raises InputError naming the choices."""
        known = ", ".join(address.name for address in self.groups)
        if name is None:
            if len(self.groups) == 1:
                return self.groups[0]
            raise InputError(f"{self.environment} has several groups: choose one with --group ({known}).")
        for address in self.groups:
            if name == address.name:
                return address
        raise InputError(f"{self.environment} has no Auto Scaling group {name[:80]!r}: it has {known}.")

    def applied_bounds(self, address: GroupAddress) -> tuple[int, int] | None:
        """Minimum and maximum as Terraform applied them; None where the state does not say."""
        for one in self.resources:
            if one.type == "aws_autoscaling_group" and one.values.get("name") == address.name:
                return int(one.values["min_size"]), int(one.values["max_size"])
        return None


class GroupFinder:
    """Finds the groups in the state."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
    ) -> None:
        self._resources = resources
        self._preset = preset

    def of(self, name: EnvironmentName) -> FoundGroups:
        """Raises InputError where nothing was applied or the environment has no group."""
        preset = self._preset(name)
        resources = tuple(one for one in self._resources(name) if one.type in _PRICED_WITH)
        groups = tuple(
            GroupAddress(preset.region, str(one.values["name"]), str(name))
            for one in resources
            if one.type == "aws_autoscaling_group"
        )
        if not groups:
            raise InputError(f"{name} has no EC2 Auto Scaling group: `infra-console output {name}` shows what it has.")
        return FoundGroups(name, preset, groups, resources)
