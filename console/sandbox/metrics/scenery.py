"""What the made-up metrics follow: the load dial, the faults, and the capacity, recorded when it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.dynamodb.models import dynamodb_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from console.sandbox.dial import ORDINARY, LoadDial
from console.sandbox.metrics.history import History
from console.sandbox.metrics.signals import Scene
from console.sandbox.patching import attached

SLOW_DATABASE = "slow-database"
UNHEALTHY = "unhealthy:"
"""Targets that do not answer yet are news, and not what the past is made up from."""
UNITS = ("ReadCapacityUnits", "WriteCapacityUnits")


@dataclass
class Recorded:
    """What was recorded in one account and region; it is saved with the other resources."""

    since: float | None = None
    histories: dict[str, History] = field(default_factory=dict)


@dataclass
class _Followed:
    dial: LoadDial | None = None


_FOLLOWED = _Followed()


def follow(dial: LoadDial) -> None:
    """Let the made-up metrics follow this load dial."""
    _FOLLOWED.dial = dial


def recorded(account: str, region: str) -> Recorded:
    """The record of an account and region."""
    return attached(cloudwatch_backends[account][region], "recorded", Recorded)


def scene_of(account: str, region: str, now: float) -> Scene:
    """What made-up values depend on, as seen now."""
    record = recorded(account, region)
    if record.since is None:
        record.since = now
    turns = _FOLLOWED.dial.history() if _FOLLOWED.dial else []
    slow = record.histories.get(SLOW_DATABASE) or History.of((), 0.0)
    return Scene(now, record.since, History.of(turns, ORDINARY), slow, record.histories)


def record_capacity(account: str, region: str, now: float, faults: Mapping[str, float]) -> bool:
    """Write down what has changed since the last time; True where something has. The faults are those that are on."""
    histories = recorded(account, region).histories
    changed = _record_slow_database(histories.setdefault(SLOW_DATABASE, History.of((), 0.0)), now, faults)
    found = _capacity(account, region)
    for key, value in found.items():
        history = histories.get(key)
        if history is None:
            if value == 0:
                continue  # what has never run yet: its past is made up from what it first runs with
            history = histories[key] = History.of((), 0.0) if key.startswith(UNHEALTHY) else History()
        changed |= history.record(now, value)
    for gone in histories.keys() - found.keys() - {SLOW_DATABASE}:
        del histories[gone]
        changed = True
    return changed


def _record_slow_database(history: History, now: float, faults: Mapping[str, float]) -> bool:
    """The fault may have been switched on as if some minutes ago; what was recorded of that time is forgotten."""
    since = faults.get(SLOW_DATABASE)
    if since is None:
        return history.record(now, 0.0)
    if (history.times[-1], history.values[-1]) == (since, 1.0):
        return False
    history.forget_from(since)
    history.record(since, 1.0)
    return True


def _capacity(account: str, region: str) -> dict[str, float]:
    ecs: Any = ecs_backends[account][region]
    groups: Any = autoscaling_backends[account][region]
    found: dict[str, float] = {
        service_key(service): float(service.running_count)
        for service in ecs.services.values()
        if service.status == "ACTIVE"
    }
    found |= {
        group_key(group.name): float(len(group.active_instances())) for group in groups.autoscaling_groups.values()
    }
    for table in dynamodb_backends[account][region].tables.values():
        found |= {table_key(table.name, unit): float((table.throughput or {}).get(unit) or 0) for unit in UNITS}
    for arn, group in elbv2_backends[account][region].target_groups.items():
        healthy = healthy_targets(account, region, group)
        found |= {f"healthy:{arn}": float(healthy), f"{UNHEALTHY}{arn}": float(len(group.targets) - healthy)}
    return found


def healthy_targets(account: str, region: str, group: Any) -> int:
    """How many targets of a group are healthy now."""
    ec2 = elbv2_backends[account][region].ec2_backend
    states = (group.health_for(target, ec2).status for target in list(group.targets.values()))
    return sum(state == "healthy" for state in states)


def service_key(service: Any) -> str:
    """Under which key the running tasks of a service are recorded."""
    return f"service:{service.cluster_name}/{service.name}"


def group_key(name: str) -> str:
    """Under which key the instances in service of an Auto Scaling group are recorded."""
    return f"group:{name}"


def table_key(name: str, unit: str) -> str:
    """Under which key the provisioned capacity of a table is recorded."""
    return f"table:{name}:{unit}"
