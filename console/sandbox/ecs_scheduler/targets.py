"""Tasks as targets of load balancers: registered when they run, healthy after a moment, taken out when they stop."""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import elbv2_backends

from console.sandbox.ecs_scheduler.tasks import detail
from console.sandbox.patching import attached

INITIAL, UNHEALTHY = "initial", "unhealthy"


def set_target(backend: Any, service: Any, task: Any, *, registered: bool) -> None:
    """Put the task's address into the target groups of its service, or take it out."""
    address = detail(task, "privateIPv4Address")
    for group, load_balancer in _groups(backend, service):
        if address is None:
            continue
        if registered:
            group.register([{"Id": address, "Port": load_balancer["containerPort"]}])
            health_of(group)[address] = INITIAL
        elif address in group.targets:
            group.deregister([{"Id": address}])
            health_of(group).pop(address, None)


def show_health(backend: Any, service: Any, task: Any, *, healthy: bool, doomed: bool) -> None:
    """What DescribeTargetHealth says about a running task."""
    address = detail(task, "privateIPv4Address")
    for group, _ in _groups(backend, service):
        states = health_of(group)
        if healthy:
            states.pop(address, None)
        elif address in states and doomed:
            states[address] = UNHEALTHY


def health_of(group: Any) -> dict[str | None, str]:
    """The targets of a group that are not healthy, by address."""
    return attached(group, "health", dict[str | None, str])


def _groups(backend: Any, service: Any) -> list[tuple[Any, dict[str, Any]]]:
    groups = elbv2_backends[backend.account_id][backend.region_name].target_groups
    pairs = [(groups.get(each.get("targetGroupArn")), each) for each in service.load_balancers]
    return [(group, each) for group, each in pairs if group is not None]
