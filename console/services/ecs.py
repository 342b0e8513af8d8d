"""ECS of the environments, as one bundle: looking apart from what changes something."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from console.domain.environment import EnvironmentName, Preset
from console.ports import EcsChanger, EcsReader
from console.services.applied_resources import AppliedResource
from console.services.ecs_status import EcsStatus
from console.services.ecs_targets import EcsTargetFinder
from console.services.scaling import Scaling
from console.services.task_costs import EstimateOfState


class Ecs:
    """The services around one reader and one changer."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
        reader: EcsReader,
        changer: EcsChanger,
        estimate: EstimateOfState,
        *,
        sandbox: bool,
    ) -> None:
        self.targets = EcsTargetFinder(resources, preset)
        self._reader = reader
        self._changer = changer
        self._estimate = estimate
        self._sandbox = sandbox

    @cached_property
    def status(self) -> EcsStatus:
        return EcsStatus(self.targets, self._reader)

    @cached_property
    def scaling(self) -> Scaling:
        return Scaling(self.targets, self._reader, self._changer, self._estimate, sandbox=self._sandbox)
