"""Scaling a service: what a desired count would do and cost, then doing it, then waiting until it is so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from console.domain.ecs import MOST_TASKS, Autoscaling, Service, ServiceAddress, TaskDefinition
from console.domain.environment import EnvironmentName, Preset
from console.errors import ChangedMeanwhileError, InputError, RefusedError, RunStoppedError
from console.ports import EcsChanger, EcsReader
from console.services.ecs_targets import EcsTargetFinder
from console.services.task_costs import EstimateOfState, TaskCost, cost_of_tasks

POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ScaleBasis:
    """What a scaling begins from, as it was looked at."""

    environment: EnvironmentName
    preset: Preset
    service: Service
    definition: TaskDefinition
    autoscaling: Autoscaling | None
    kept_by_apply: bool
    """Whether the next apply leaves the number of tasks alone."""


@dataclass(frozen=True, slots=True)
class ScalePlan:
    """What `scale` would do. `warnings` do not stop it, `typed` is the name to be typed before it goes to zero."""

    environment: EnvironmentName
    service: Service
    desired: int
    autoscaling: Autoscaling | None
    cost: TaskCost
    warnings: tuple[str, ...]
    next_apply: str
    """What the next apply does with the number of tasks, as the end of a sentence."""
    sandbox: bool

    @property
    def typed(self) -> str | None:
        return self.service.address.name if self.desired == 0 and self.service.desired > 0 else None

    @property
    def changes(self) -> bool:
        return self.desired != self.service.desired


class Scaling:
    """Plans a desired count, sets it, and waits for it."""

    def __init__(
        self,
        targets: EcsTargetFinder,
        reader: EcsReader,
        changer: EcsChanger,
        estimate: EstimateOfState,
        *,
        sandbox: bool,
        kept_by_apply: Callable[[EnvironmentName], bool],
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._targets = targets
        self._reader = reader
        self._changer = changer
        self._estimate = estimate
        self._sandbox = sandbox
        self._kept_by_apply = kept_by_apply
        self._pause = pause

    def plan(self, name: EnvironmentName, desired: int, service: str | None = None) -> ScalePlan:
        """What scaling would do; raises InputError for a count that cannot be, AwsError."""
        check_count(desired)
        return self.preview(self.look(name, service), desired)

    def look(self, name: EnvironmentName, service: str | None = None) -> ScaleBasis:
        """What a scaling begins from; raises InputError or AwsError."""
        targets = self._targets.of(name)
        address = targets.service(service)
        now = self._reader.service(address)
        return ScaleBasis(
            environment=name,
            preset=targets.preset,
            service=now,
            definition=self._reader.task_definition(address.region, now.task_definition),
            autoscaling=self._reader.autoscaling(address),
            kept_by_apply=self._kept_by_apply(name),
        )

    def preview(self, basis: ScaleBasis, desired: int) -> ScalePlan:
        """What this count would do, without asking AWS again; raises InputError for one that cannot be."""
        check_count(desired)
        now = basis.service
        definitions = (basis.definition, basis.definition)
        return ScalePlan(
            environment=basis.environment,
            service=now,
            desired=desired,
            autoscaling=basis.autoscaling,
            cost=cost_of_tasks(self._estimate, basis.preset, now, definitions, (now.desired, desired)),
            warnings=_warnings(now, basis.autoscaling, desired),
            next_apply="leaves the number of tasks as it is then"
            if basis.kept_by_apply
            else "sets the number of tasks that the variables say",
            sandbox=self._sandbox,
        )

    def carry_out(self, plan: ScalePlan, typed: str | None = None) -> None:
        """Set the desired count, unless the service has changed since it was looked at.

        Raises InputError where the name was to be typed, ChangedMeanwhileError where somebody else was faster,
        AwsError.
        """
        if plan.typed is not None and typed != plan.typed:
            raise InputError(
                f"Scaling {plan.typed} to 0 stops every task of it: type its name to go on (--type-name {plan.typed})."
            )
        address = plan.service.address
        now = self._reader.service(address)
        if (now.desired, now.task_definition) != (plan.service.desired, plan.service.task_definition):
            raise ChangedMeanwhileError(
                f"{address} has changed since it was looked at (desired {plan.service.desired} -> {now.desired}): "
                "nothing was done; look again."
            )
        self._changer.scale(address, plan.desired)

    def wait(
        self,
        address: ServiceAddress,
        desired: int,
        *,
        on_change: Callable[[Service], None],
        cancel: threading.Event | None = None,
        timeout_seconds: float = 900,
    ) -> Service:
        """Wait until as many tasks run as were wanted; returns the service then.

        Raises ChangedMeanwhileError where something else changed the desired count meanwhile, RefusedError after the
        time given, RunStoppedError when `cancel` is set: the service goes on in either case.
        """
        deadline = time.monotonic() + timeout_seconds
        stop = cancel or threading.Event()
        while True:
            service = self._reader.service(address)
            on_change(service)
            if service.desired != desired:
                raise ChangedMeanwhileError(
                    f"Something else set the desired count of {address} to {service.desired} while {desired} was "
                    "waited for: autoscaling, or another operator."
                )
            if service.running == desired and service.pending == 0:
                return service
            if time.monotonic() > deadline:
                raise RefusedError(
                    f"{address} has {service.running} of {desired} tasks after {timeout_seconds:.0f} s; it goes on by "
                    f"itself (`infra-console ecs status`)."
                )
            if self._wait(stop):
                raise RunStoppedError(f"Stopped waiting: {address} goes on to {desired} tasks by itself.")

    def _wait(self, stop: threading.Event) -> bool:
        if self._pause is not None:
            self._pause(POLL_SECONDS)
            return stop.is_set()
        return stop.wait(POLL_SECONDS)


def check_count(desired: int) -> None:
    """Raises InputError for a number of tasks that no service can have."""
    if not 0 <= desired <= MOST_TASKS:
        raise InputError(f"{desired} is not a number of tasks: AWS takes 0 to {MOST_TASKS} for one service.")


def _warnings(service: Service, autoscaling: Autoscaling | None, desired: int) -> tuple[str, ...]:
    found = []
    if service.deploying:
        found.append("A deployment is running: ECS starts and stops tasks for it at the same time.")
    if autoscaling is not None and not autoscaling.suspended:
        bounds = f"{autoscaling.minimum} to {autoscaling.maximum}"
        if desired > autoscaling.maximum:
            found.append(f"Outside of autoscaling's {bounds}: its next scale-in takes it to {autoscaling.maximum}.")
        elif desired < autoscaling.minimum:
            found.append(f"Outside of autoscaling's {bounds}: its next scale-out takes it to {autoscaling.minimum}.")
        elif autoscaling.policies:
            found.append(f"Autoscaling may change the count again, within {bounds}, as load asks for it.")
    if desired == 0 and service.desired > 0:
        found.append("No task will run: nothing answers until it is scaled up again.")
    return tuple(found)
