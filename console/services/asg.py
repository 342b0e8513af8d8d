"""EC2 Auto Scaling groups of the environments, as one bundle: looking apart from what changes something."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from console.domain.asg import Group, GroupAddress, GroupView
from console.domain.ecs import Autoscaling
from console.domain.environment import EnvironmentName, Preset
from console.ports import AsgChanger, AsgReader
from console.services.applied_resources import AppliedResource
from console.services.asg_found import GroupFinder
from console.services.asg_refresh import Refreshes
from console.services.asg_scaling import Capacity
from console.services.durable import Durable, DurableChange
from console.services.task_costs import EstimateOfState
from console.services.variables import Variables


class Asg:
    """The services around one reader and one changer."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
        reader: AsgReader,
        changer: AsgChanger,
        estimate: EstimateOfState,
        variables: Callable[[], Variables],
        ignores_changes: Callable[[EnvironmentName, str, str], bool],
        *,
        sandbox: bool,
        poll_seconds: float = 2.0,
    ) -> None:
        self._finder = GroupFinder(resources, preset)
        self._reader = reader
        self._changer = changer
        self._estimate = estimate
        self._ignores_changes = ignores_changes
        self._sandbox = sandbox
        self._poll_seconds = poll_seconds
        self._durable = Durable(variables)

    def views(self, name: EnvironmentName, group: str | None = None) -> tuple[GroupView, ...]:
        """Every group, or the one of that name; raises InputError or AwsError."""
        found = self._finder.of(name)
        chosen = found.groups if group is None else (found.group(group),)
        return tuple(self._view(address) for address in chosen)

    def _view(self, address: GroupAddress) -> GroupView:
        return GroupView(self._reader.group(address), self._reader.activities(address), self._reader.refreshes(address))

    @cached_property
    def capacity(self) -> Capacity:
        return Capacity(
            self._finder,
            self._reader,
            self._changer,
            self._estimate,
            sandbox=self._sandbox,
            kept_by_apply=lambda name: self._ignores_changes(name, "aws_autoscaling_group", "desired_capacity"),
            poll_seconds=self._poll_seconds,
        )

    @cached_property
    def refreshes(self) -> Refreshes:
        return Refreshes(
            self._finder, self._reader, self._changer, sandbox=self._sandbox, poll_seconds=self._poll_seconds
        )

    def durably(self, name: EnvironmentName, desired: int, group: Group) -> DurableChange:
        """The variables that keep so many instances over the next apply; raises InputError where none does."""
        return self._durable.scaling(name, desired, Autoscaling(group.minimum, group.maximum))

    def keep(self, change: DurableChange) -> None:
        """Put the change into the environment's overlay: the next plan shows it, nothing is applied."""
        self._durable.keep(change)
