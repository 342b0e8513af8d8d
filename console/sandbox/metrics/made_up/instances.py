"""AWS/EC2 and AWS/AutoScaling: instances, alone and as groups."""

from __future__ import annotations

from functools import partial
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.ec2.models import ec2_backends

from console.sandbox.metrics.measured import Measured
from console.sandbox.metrics.signals import HOUR, MINUTE, Moment, Sheet, gauge
from console.sandbox.metrics.work import Work, of_group

NAMESPACE = "AWS/EC2"
GROUPS = "AWS/AutoScaling"
_BASIC = 300
"""Seconds between two values without detailed monitoring."""


def add_series(sheet: Sheet, account: str, region: str) -> None:
    """The series of every running instance and of every Auto Scaling group."""
    grouped: dict[str, Work] = {}
    groups: Any = autoscaling_backends[account][region].autoscaling_groups.values()
    for group in groups:
        work = of_group(sheet.scene, group)
        states = group.active_instances()
        grouped |= {state.instance.id: work for state in states}
        detailed = any(state.instance.monitored for state in states)
        _add_usage(sheet, {"AutoScalingGroupName": group.name}, work, MINUTE if detailed else _BASIC, alone=False)
        _add_group(sheet, group, work)
    for instance in ec2_backends[account][region].all_instances():
        if instance.state != "running":
            continue
        own = {"InstanceId": instance.id}
        step = MINUTE if instance.monitored else _BASIC
        _add_usage(sheet, own, grouped.get(instance.id), step, alone=True)
        for name in ("StatusCheckFailed", "StatusCheckFailed_Instance", "StatusCheckFailed_System"):
            sheet.add(NAMESPACE, name, own, "Count", lambda _moment, _wobble: 0.0)
        if instance.instance_type.startswith("t"):
            sheet.add(NAMESPACE, "CPUCreditBalance", own, "Count", _credits, _BASIC)
            sheet.add(NAMESPACE, "CPUCreditUsage", own, "Count", lambda m, _: 0.9 * min(m.demand, 4.0), _BASIC)


def _add_usage(sheet: Sheet, dimensions: dict[str, str], work: Work | None, step: int, *, alone: bool) -> None:
    add = partial(sheet.add, NAMESPACE, dimensions=dimensions, step=step)
    add("CPUUtilization", unit="Percent", formula=partial(_cpu, work, alone))
    for name, unit, ordinary in (
        ("NetworkIn", "Bytes", 3.1e6),
        ("NetworkOut", "Bytes", 7.4e6),
        ("NetworkPacketsIn", "Count", 5200.0),
        ("NetworkPacketsOut", "Count", 4700.0),
        ("EBSReadBytes", "Bytes", 1.6e5),
        ("EBSWriteBytes", "Bytes", 2.2e6),
    ):
        add(name, unit=unit, formula=partial(_traffic, work, ordinary))


def _cpu(work: Work | None, alone: bool, moment: Moment, wobble: float) -> Measured | None:
    wanted = 9.0 + 14.0 * moment.demand if work is None else work.wanted(moment)
    if wanted is None:
        return None
    mean = min(wanted * (1 + (0.08 if alone else 0.04) * wobble), 99.0 + wobble)
    count = 1.0 if alone or work is None else work.running(moment)
    return gauge(mean, min(5.0, max(0.0, 100.0 - mean)), count * moment.minutes)


def _traffic(work: Work | None, ordinary: float, moment: Moment, wobble: float) -> float | None:
    if work is not None and not work.running(moment):
        return None
    return ordinary * (0.05 + moment.demand) * (1 + 0.1 * wobble)


def _credits(moment: Moment, wobble: float) -> float:
    return max(0.0, 288.0 - 20.0 * moment.demand + moment.at % HOUR / HOUR + wobble)


def _add_group(sheet: Sheet, group: Any, work: Work) -> None:
    """The counts of a group, of those metrics that are collected for it."""
    own = {"AutoScalingGroupName": group.name}
    values = {
        "GroupMinSize": lambda _moment, _wobble: float(group.min_size),
        "GroupMaxSize": lambda _moment, _wobble: float(group.max_size),
        "GroupPendingInstances": lambda _moment, _wobble: 0.0,
        "GroupStandbyInstances": lambda _moment, _wobble: 0.0,
        "GroupTerminatingInstances": lambda _moment, _wobble: 0.0,
        **{
            name: lambda moment, _wobble: work.running(moment)
            for name in ("GroupDesiredCapacity", "GroupInServiceInstances", "GroupTotalInstances")
        },
    }
    for name, value in values.items():
        if name in group.metrics:
            sheet.add(GROUPS, name, own, "None", value)
