"""The policies of EC2 Auto Scaling: groups grow and shrink by steps, by a fixed adjustment, or to meet a target."""

from __future__ import annotations

from typing import Any

from moto.autoscaling.models import autoscaling_backends

from console.sandbox.alarms.datapoints import datapoints
from console.sandbox.metrics.catalog import AllMetrics
from console.sandbox.scaling.steps import Step, adjusted, stepped, tracked, within
from console.sandbox.services.autoscaling_instances import because

_WARMUP = 300.0


def policy_of(account: str, region: str, arn: str) -> Any:
    """The policy of an alarm's action; None where it is none of EC2 Auto Scaling."""
    policies = autoscaling_backends[account][region].policies.values()
    return next((policy for policy in policies if policy.arn == arn), None)


def run(account: str, region: str, policy: Any, alarm: Any, now: float) -> bool:
    """Do what the policy does for its alarm; True where the desired capacity was changed."""
    backend: Any = autoscaling_backends[account][region]
    group = backend.autoscaling_groups.get(policy.auto_scaling_group_name)
    if group is None or "AlarmNotification" in [each["ProcessName"] for each in group.suspended_processes]:
        return False
    if now - group.__dict__.get("sandbox_scaled_at", 0.0) < _pause(policy, group):
        return False
    current = int(group.desired_capacity)
    wanted = _wanted(account, region, policy, alarm, group, now)
    if wanted is None:
        return False
    wanted = within(wanted, int(group.min_size), int(group.max_size))
    if wanted == current:
        return False
    cause = f"a monitor alarm {alarm.name} in state {alarm.state_value} triggered policy {policy.name}"
    with because(group, cause):
        backend.set_desired_capacity(group.name, wanted)
    group.sandbox_scaled_at = now
    return True


def _wanted(account: str, region: str, policy: Any, alarm: Any, group: Any, now: float) -> int | None:
    current = int(group.desired_capacity)
    if policy.policy_type == "SimpleScaling":
        least = int(policy.min_adjustment_magnitude or 0)
        return adjusted(current, int(policy.scaling_adjustment), policy.adjustment_type, least)
    found = datapoints(alarm, AllMetrics(account, region, now), now)
    if not found.values:
        return None
    at, value = found.values[-1]
    if policy.policy_type == "StepScaling":
        return _by_steps(policy, alarm, current, value)
    if alarm.state_value != "ALARM" or at < group.__dict__.get("sandbox_scaled_at", 0.0):
        return None
    wanted = max(1, tracked(current, value, float(policy.target_tracking_configuration.TargetValue)))
    grows = alarm.comparison_operator.startswith("Greater")
    return wanted if (wanted > current) == grows else None


def _by_steps(policy: Any, alarm: Any, current: int, value: float) -> int | None:
    steps = [
        Step(_number(each, "MetricIntervalLowerBound"), _number(each, "MetricIntervalUpperBound"), _adjustment(each))
        for each in policy.step_adjustments
    ]
    adjustment = stepped(steps, value - float(alarm.threshold))
    if adjustment is None:
        return None
    return adjusted(current, adjustment, policy.adjustment_type, int(policy.min_adjustment_magnitude or 0))


def _number(step: Any, name: str) -> float | None:
    value = step.get(name)
    return None if value is None else float(value)


def _adjustment(step: Any) -> int:
    return int(step["ScalingAdjustment"])


def _pause(policy: Any, group: Any) -> float:
    """Seconds before the group is changed again: a simple policy's cooldown, else until new instances count."""
    if policy.policy_type == "SimpleScaling":
        return float(policy.cooldown or group.default_cooldown)
    warmup = policy.estimated_instance_warmup or group.__dict__.get("default_instance_warmup")
    return _WARMUP if warmup is None else float(warmup)
