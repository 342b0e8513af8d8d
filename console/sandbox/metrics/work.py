"""What the users ask of a service or a group, spread over what runs: the busier it is, the slower it answers."""

from __future__ import annotations

from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from console.sandbox.metrics.history import History
from console.sandbox.metrics.scenery import group_key, healthy_targets, service_key
from console.sandbox.metrics.signals import Moment, Scene

_IDLE_PERCENT = 3.0
_ORDINARY_PERCENT = 42.0
"""CPU of a task or an instance that does nothing, and what an ordinary day adds."""


class Work:
    """The work of some tasks or instances: at its first size it is ordinarily busy."""

    def __init__(self, running: History) -> None:
        self._running = running
        self._first = next((value for value in running.values if value), 1.0)

    def running(self, moment: Moment) -> float:
        """How many there are."""
        return self._running.at(moment.seen)

    def wanted(self, moment: Moment) -> float | None:
        """The CPU in percent that each of them would need, also above 100; None where nothing runs."""
        running = self.running(moment)
        if not running:
            return None
        return _IDLE_PERCENT + _ORDINARY_PERCENT * moment.demand * self._first / running

    def overload(self, moment: Moment) -> float:
        """By which share more is wanted than can be done; 0 where all of it can."""
        return max(0.0, (self.wanted(moment) or 0.0) / 100.0 - 1.0)


def of_service(scene: Scene, service: Any) -> Work:
    """The work of an ECS service."""
    return Work(scene.history(service_key(service), float(service.running_count)))


def of_group(scene: Scene, group: Any) -> Work:
    """The work of an Auto Scaling group."""
    return Work(scene.history(group_key(group.name), float(len(group.active_instances()))))


def behind(scene: Scene, account: str, region: str, target_group_arn: str) -> Work:
    """The work of whatever is registered in a target group."""
    ecs: Any = ecs_backends[account][region]
    for service in ecs.services.values():
        if any(each.get("targetGroupArn") == target_group_arn for each in service.load_balancers or ()):
            return of_service(scene, service)
    for group in autoscaling_backends[account][region].autoscaling_groups.values():
        if target_group_arn in (group.target_group_arns or ()):
            return of_group(scene, group)
    targets = elbv2_backends[account][region].target_groups[target_group_arn]
    return Work(scene.history(f"healthy:{target_group_arn}", float(healthy_targets(account, region, targets))))
