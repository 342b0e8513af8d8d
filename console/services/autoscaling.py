"""The bounds and targets of a service's autoscaling: what a change of them would do and cost, then doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from console.domain.ecs import Autoscaling, ScalingPolicy, Service, TaskDefinition
from console.domain.environment import EnvironmentName
from console.errors import ChangedMeanwhileError, InputError, RefusedError
from console.ports import EcsChanger, EcsReader
from console.services.ecs_targets import EcsTargetFinder, EcsTargets
from console.services.scaling import check_count
from console.services.task_costs import EstimateOfState, TaskCost, cost_of_tasks

_MOST_PERCENT = 100


@dataclass(frozen=True, slots=True)
class AutoscalingBasis:
    """What a change of bounds and targets begins from, as it was looked at."""

    targets: EcsTargets
    service: Service
    before: Autoscaling
    definition: TaskDefinition


@dataclass(frozen=True, slots=True)
class AutoscalingPlan:
    """What would change. Costs are those of the bounds: all month at the minimum, all month at the maximum."""

    environment: EnvironmentName
    service: Service
    before: Autoscaling
    minimum: int
    maximum: int
    policies: tuple[tuple[ScalingPolicy, Decimal], ...]
    """The policies whose target would change, with the new one."""
    least_cost: TaskCost
    most_cost: TaskCost
    warnings: tuple[str, ...]
    sandbox: bool

    @property
    def changes(self) -> bool:
        return bool(self.policies) or (self.minimum, self.maximum) != (self.before.minimum, self.before.maximum)


class AutoscalingChanges:
    """Plans and sets bounds and targets."""

    def __init__(
        self,
        targets: EcsTargetFinder,
        reader: EcsReader,
        changer: EcsChanger,
        estimate: EstimateOfState,
        *,
        sandbox: bool,
    ) -> None:
        self._targets = targets
        self._reader = reader
        self._changer = changer
        self._estimate = estimate
        self._sandbox = sandbox

    def plan(
        self,
        name: EnvironmentName,
        minimum: int | None,
        maximum: int | None,
        targets: Mapping[str, Decimal],
        service: str | None = None,
    ) -> AutoscalingPlan:
        """What would change; None leaves a bound. `targets` are percents by a word of the metric: `CPU`, `Memory`.

        Raises RefusedError where nothing scales the service, InputError for what cannot be, AwsError.
        """
        return self.preview(self.look(name, service), minimum, maximum, targets)

    def look(self, name: EnvironmentName, service: str | None = None) -> AutoscalingBasis:
        """What a change begins from; raises RefusedError where nothing scales the service, InputError or AwsError."""
        found = self._targets.of(name)
        now = self._reader.service(found.service(service))
        before = self._reader.autoscaling(now.address)
        if before is None:
            raise RefusedError(f"Nothing scales {now.address}: its autoscaling is made by an apply.")
        definition = self._reader.task_definition(now.address.region, now.task_definition)
        return AutoscalingBasis(found, now, before, definition)

    def preview(
        self, basis: AutoscalingBasis, minimum: int | None, maximum: int | None, targets: Mapping[str, Decimal]
    ) -> AutoscalingPlan:
        """What these would do, without asking AWS again; raises InputError for what cannot be."""
        found, now, before = basis.targets, basis.service, basis.before
        low = before.minimum if minimum is None else minimum
        high = before.maximum if maximum is None else maximum
        for count in (low, high):
            check_count(count)
        if low > high:
            raise InputError(f"The minimum of {low} is more than the maximum of {high}: give both, --min and --max.")
        definitions = (basis.definition, basis.definition)
        return AutoscalingPlan(
            environment=found.environment,
            service=now,
            before=before,
            minimum=low,
            maximum=high,
            policies=_changed(before, targets),
            least_cost=cost_of_tasks(self._estimate, found.preset, now, definitions, (before.minimum, low)),
            most_cost=cost_of_tasks(self._estimate, found.preset, now, definitions, (before.maximum, high)),
            warnings=_warnings(now, found.applied_bounds(now.address), low, high),
            sandbox=self._sandbox,
        )

    def carry_out(self, plan: AutoscalingPlan) -> None:
        """Set what was planned; raises ChangedMeanwhileError where somebody else was faster, AwsError."""
        address = plan.service.address
        if self._reader.autoscaling(address) != plan.before:
            raise ChangedMeanwhileError(
                f"The autoscaling of {address} has changed since: nothing was done; look again."
            )
        if (plan.minimum, plan.maximum) != (plan.before.minimum, plan.before.maximum):
            self._changer.set_bounds(address, plan.minimum, plan.maximum)
        for policy, target in plan.policies:
            self._changer.set_target(address, policy.name, target)


def _changed(before: Autoscaling, targets: Mapping[str, Decimal]) -> tuple[tuple[ScalingPolicy, Decimal], ...]:
    found = []
    for word, target in targets.items():
        if not 0 < target <= _MOST_PERCENT:
            raise InputError(f"A target of {target} for {word} is none: it is a percentage, more than 0, at most 100.")
        meant = [policy for policy in before.policies if word.lower() in policy.metric.lower() and policy.target]
        if len(meant) != 1:
            known = ", ".join(policy.metric for policy in before.policies) or "none"
            raise InputError(f"{word!r} is not one metric that scales this service: {known}.")
        if meant[0].target != target:
            found.append((meant[0], target))
    return tuple(found)


def _warnings(service: Service, applied: tuple[int, int] | None, low: int, high: int) -> tuple[str, ...]:
    found = []
    if not low <= service.desired <= high:
        found.append(f"The desired count is {service.desired}, outside of {low} to {high}: scaling moves it inside.")
    if low == 0:
        found.append("With a minimum of 0 it may scale in until nothing answers.")
    if applied is not None and applied != (low, high):
        found.append(f"The next apply puts back {applied[0]} to {applied[1]}, unless the variables say otherwise.")
    return tuple(found)
