"""The capacity of a group: what a desired number of instances would do and cost, then doing it, then waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from console.domain.asg import CapacityCost, Group, GroupAddress, InstanceRefresh
from console.domain.asg_bounds import MOST_INSTANCES
from console.domain.environment import EnvironmentName
from console.domain.money import signed
from console.errors import ChangedMeanwhileError, ConsoleError, InputError, RefusedError, RunStoppedError
from console.ports import AsgChanger, AsgReader
from console.services.asg_found import FoundGroups, GroupFinder
from console.services.task_costs import EstimateOfState

_OF_A_MACHINE = frozenset({"instances", "volumes", "public IPv4", "CPU credits"})
"""The components of a group's cost that follow the number of its instances."""


@dataclass(frozen=True, slots=True)
class CapacityBasis:
    """What a change of capacity begins from, as it was looked at."""

    found: FoundGroups
    group: Group
    refresh: InstanceRefresh | None
    kept_by_apply: bool
    """Whether the next apply leaves the desired capacity alone."""


@dataclass(frozen=True, slots=True)
class CapacityPlan:
    """What `scale` would do. `warnings` do not stop it, `typed` is the name to be typed before it goes to zero."""

    environment: EnvironmentName
    group: Group
    desired: int
    cost: CapacityCost
    warnings: tuple[str, ...]
    next_apply: str
    """What the next apply does with the capacity, as the end of a sentence."""
    sandbox: bool

    @property
    def typed(self) -> str | None:
        return self.group.address.name if self.desired == 0 and self.group.desired > 0 else None

    @property
    def lowers_minimum(self) -> bool:
        """To have no instance at all, the minimum has to go to 0 as well."""
        return self.desired == 0 and self.group.minimum > 0

    @property
    def changes(self) -> bool:
        return self.desired != self.group.desired

    @property
    def cost_words(self) -> str:
        """`+15.18 USD a month if it stays so all month`, or why it is not known."""
        if self.cost.difference is None:
            return f"not known: {self.cost.note}" if self.cost.note else "not known"
        return f"{signed(self.cost.difference)} USD a month if it stays so all month"


class Capacity:
    """Plans a desired capacity, sets it, and waits for it."""

    def __init__(
        self,
        finder: GroupFinder,
        reader: AsgReader,
        changer: AsgChanger,
        estimate: EstimateOfState,
        *,
        sandbox: bool,
        kept_by_apply: Callable[[EnvironmentName], bool],
        poll_seconds: float,
    ) -> None:
        self._finder = finder
        self._reader = reader
        self._changer = changer
        self._estimate = estimate
        self._sandbox = sandbox
        self._kept_by_apply = kept_by_apply
        self._poll_seconds = poll_seconds

    def plan(self, name: EnvironmentName, desired: int, group: str | None = None) -> CapacityPlan:
        """What it would do; raises InputError for a number that cannot be, RefusedError, AwsError."""
        return self.preview(self.look(name, group), desired)

    def look(self, name: EnvironmentName, group: str | None = None) -> CapacityBasis:
        """What a change begins from; raises InputError or AwsError."""
        found = self._finder.of(name)
        address = found.group(group)
        now = self._reader.group(address)
        if now.status:
            raise RefusedError(f"{address} cannot be scaled: {now.status}.")
        refresh = next((each for each in self._reader.refreshes(address) if not each.over), None)
        return CapacityBasis(found, now, refresh, self._kept_by_apply(name))

    def preview(self, basis: CapacityBasis, desired: int) -> CapacityPlan:
        """What this capacity would do, without asking AWS again; raises InputError for one that cannot be."""
        group = basis.group
        if not 0 <= desired <= MOST_INSTANCES:
            raise InputError(f"{desired} is not a number of instances: 0 to {MOST_INSTANCES} is.")
        if desired != 0 and not group.minimum <= desired <= group.maximum:
            raise InputError(
                f"{desired} is outside of {group.minimum} to {group.maximum}, the bounds of {group.address}: AWS takes "
                "it within them only; change the bounds by their variables and a plan."
            )
        return CapacityPlan(
            environment=basis.found.environment,
            group=group,
            desired=desired,
            cost=self._cost(basis, desired),
            warnings=_warnings(basis, desired),
            next_apply=_next_apply(basis, desired),
            sandbox=self._sandbox,
        )

    def carry_out(self, plan: CapacityPlan, typed: str | None = None) -> None:
        """Set it, unless the group has changed since it was looked at.

        Raises InputError where the name was to be typed, ChangedMeanwhileError where somebody else was faster,
        AwsError.
        """
        if plan.typed is not None and typed != plan.typed:
            raise InputError(
                f"Scaling {plan.typed} to 0 ends every instance of it: type its name to go on "
                f"(--type-name {plan.typed})."
            )
        address, before = plan.group.address, plan.group
        now = self._reader.group(address)
        if (now.desired, now.minimum, now.maximum) != (before.desired, before.minimum, before.maximum):
            raise ChangedMeanwhileError(
                f"{address} has changed since it was looked at (desired {before.desired} -> {now.desired}, bounds "
                f"{now.minimum} to {now.maximum}): nothing was done; look again."
            )
        if plan.lowers_minimum:
            self._changer.set_to_zero(address)
        else:
            self._changer.set_desired(address, plan.desired)

    def wait(
        self,
        address: GroupAddress,
        desired: int,
        *,
        on_change: Callable[[Group], None],
        cancel: threading.Event | None = None,
        timeout_seconds: float = 900,
    ) -> Group:
        """Wait until as many instances serve as were wanted; returns the group then.

        Raises ChangedMeanwhileError where something else changed the capacity meanwhile, RefusedError after the time
        given, RunStoppedError when `cancel` is set: the group goes on in either case.
        """
        deadline, stop = time.monotonic() + timeout_seconds, cancel or threading.Event()
        while True:
            group = self._reader.group(address)
            on_change(group)
            if group.desired != desired:
                raise ChangedMeanwhileError(
                    f"Something else set the desired capacity of {address} to {group.desired} while {desired} was "
                    "waited for: a scaling policy, a schedule, or another operator."
                )
            if group.serving == desired == len(group.instances):
                return group
            if time.monotonic() > deadline:
                raise RefusedError(
                    f"{address} has {group.serving} of {desired} instances in service after {timeout_seconds:.0f} s; "
                    "it goes on by itself (`infra-console asg status` says what it does)."
                )
            if stop.wait(self._poll_seconds):
                raise RunStoppedError(f"Stopped waiting: {address} goes on to {desired} instances by itself.")

    def _cost(self, basis: CapacityBasis, desired: int) -> CapacityCost:
        figures: list[Decimal | None] = []
        note = ""
        for count in (basis.group.desired, desired):
            figure, why = self._monthly(basis, count)
            figures.append(figure)
            note = note or why
        return CapacityCost(figures[0], figures[1], note)

    def _monthly(self, basis: CapacityBasis, count: int) -> tuple[Decimal | None, str]:
        name, preset = basis.group.address.name, basis.found.preset
        entries: dict[str, dict[str, Any]] = {}
        for one in basis.found.resources:
            values = dict(one.values)
            if one.type == "aws_autoscaling_group":
                if values.get("name") != name:
                    continue
                values |= {"min_size": count, "max_size": count, "desired_capacity": count}
            entries[one.address] = {"type": one.type, "name": one.address.rpartition(".")[2], "values": values}
        usage = {key: value for key, value in preset.usage.items() if key != "asg_average_instances"}
        try:
            estimate = self._estimate(entries, preset.region, usage)
        except ConsoleError as error:
            return None, error.message
        lines = [
            line
            for cost in estimate.resources
            if cost.type == "aws_autoscaling_group"
            for line in cost.lines
            if line.component in _OF_A_MACHINE
        ]
        unknown = next((line for line in lines if not line.standing.known), None)
        if unknown is not None or not lines:
            return None, (unknown.note if unknown else "") or "it has no price"
        return sum((line.monthly.expected for line in lines if line.monthly is not None), Decimal(0)), ""


def _warnings(basis: CapacityBasis, desired: int) -> tuple[str, ...]:
    group, found = basis.group, []
    if basis.refresh is not None:
        found.append(f"An instance refresh is under way ({basis.refresh.status}): it starts and ends instances, too.")
    enabled = [policy.name for policy in group.policies if policy.enabled]
    if enabled and desired != 0:
        found.append(
            f"Its scaling policies ({', '.join(enabled)}) may change the capacity again, within {group.minimum} to "
            f"{group.maximum}, as load asks for it."
        )
    if "Launch" in group.suspended and desired > group.desired:
        found.append("Its process Launch is suspended: no instance will be started until it is resumed.")
    if "Terminate" in group.suspended and desired < group.desired:
        found.append("Its process Terminate is suspended: no instance will be ended until it is resumed.")
    held = sum(each.protected for each in group.instances)
    if held > desired:
        found.append(f"{held} of its instances are protected from scale-in: so many stay.")
    if desired == 0 and group.desired > 0:
        found.append("No instance will run: nothing answers until it is scaled up again.")
        if group.minimum > 0:
            found.append(f"Its minimum goes from {group.minimum} to 0 as well, since AWS takes no less than that.")
    return tuple(found)


def _next_apply(basis: CapacityBasis, desired: int) -> str:
    bounds = basis.found.applied_bounds(basis.group.address)
    if desired == 0 and bounds is not None and bounds[0] > 0:
        return f"puts the minimum back to {bounds[0]}, and with it instances"
    if basis.kept_by_apply:
        return "leaves the desired capacity as it is then"
    return "sets the desired capacity that the variables say"
