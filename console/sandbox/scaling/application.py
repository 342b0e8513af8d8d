"""The policies of Application Auto Scaling: ECS services and DynamoDB tables follow their metrics."""

from __future__ import annotations

from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends

from console.sandbox.alarms.datapoints import datapoints
from console.sandbox.metrics.catalog import AllMetrics
from console.sandbox.scaling import capacity
from console.sandbox.scaling.activities import last_change, record
from console.sandbox.scaling.steps import Step, adjusted, stepped, tracked, within

_DEFAULT_COOLDOWN = {"ecs": 300.0, "dynamodb": 0.0}


def policy_of(account: str, region: str, arn: str) -> Any:
    """The policy of an alarm's action; None where it is none of Application Auto Scaling."""
    policies = applicationautoscaling_backends[account][region].policies.values()
    return next((policy for policy in policies if arn.startswith(policy.policy_arn)), None)


def run(account: str, region: str, policy: Any, alarm: Any, now: float) -> bool:
    """Do what the policy does for its alarm; True where the capacity was changed."""
    targets = applicationautoscaling_backends[account][region].targets
    target: Any = targets.get(policy.scalable_dimension, {}).get(policy.resource_id)
    current = None if target is None else capacity.read(account, region, target)
    if current is None:
        return False
    wanted = _wanted(account, region, policy, alarm, current, now)
    if wanted is None:
        return False
    wanted = within(wanted, int(target.min_capacity), int(target.max_capacity))
    if wanted == current or _is_suspended(target, grows=wanted > current):
        return False
    if now - last_change(account, region, target) < _cooldown(policy, grows=wanted > current):
        return False
    cause = f"monitor alarm {alarm.name} in state {alarm.state_value} triggered policy {policy.policy_name}"
    set_capacity(account, region, target, wanted, cause, now)
    return True


def set_capacity(account: str, region: str, target: Any, wanted: int, cause: str, now: float) -> None:
    """Set the capacity of a target and write down why."""
    capacity.write(account, region, target, wanted)
    record(account, region, target, wanted, cause, now)
    if target.service_namespace == "dynamodb":
        for policy in applicationautoscaling_backends[account][region].policies.values():
            if (policy.resource_id, policy.scalable_dimension) == (target.resource_id, target.scalable_dimension):
                follow_capacity(policy, wanted)


def follow_capacity(policy: Any, units: int) -> None:
    """The alarms of a table's policy count units consumed in a minute, so they move with what is provisioned."""
    goal = float((policy.target_tracking_scaling_policy_configuration or {}).get("TargetValue", 70.0))
    shares = {"AlarmHigh": goal / 100 * 60, "AlarmLow": max(goal - 20, 0) / 100 * 60}
    for alarm in policy.alarms:
        share = next((share for kind, share in shares.items() if f"-{kind}-" in alarm.name), 1.0)
        alarm.threshold = units * share


def _wanted(account: str, region: str, policy: Any, alarm: Any, current: int, now: float) -> int | None:
    found = datapoints(alarm, AllMetrics(account, region, now), now)
    if not found.values:
        return None
    at, value = found.values[-1]
    if policy.step_scaling_policy_configuration:
        return _by_steps(policy.step_scaling_policy_configuration, alarm, current, value)
    configuration = policy.target_tracking_scaling_policy_configuration
    targets = applicationautoscaling_backends[account][region].targets
    changed_at = last_change(account, region, targets[policy.scalable_dimension][policy.resource_id])
    if configuration is None or alarm.state_value != "ALARM" or at < changed_at:
        return None  # what the last change has done is not measured yet
    grows = alarm.comparison_operator.startswith("Greater")
    wanted = _tracked(policy, current, value, float(configuration["TargetValue"]))
    agreed = wanted > current if grows else wanted < current and _all_low(account, region, policy)
    return wanted if agreed else None


def _tracked(policy: Any, current: int, value: float, goal: float) -> int:
    if policy.service_namespace == "dynamodb":
        return max(1, tracked(100, value / 60, goal))  # consumed units a second, of which the goal is a percentage
    return max(1, tracked(current, value, goal))


def _by_steps(configuration: dict[str, Any], alarm: Any, current: int, value: float) -> int | None:
    steps = [
        Step(each.get("MetricIntervalLowerBound"), each.get("MetricIntervalUpperBound"), int(each["ScalingAdjustment"]))
        for each in configuration.get("StepAdjustments") or ()
    ]
    adjustment = stepped(steps, value - float(alarm.threshold))
    if adjustment is None:
        return None
    least = int(configuration.get("MinAdjustmentMagnitude") or 0)
    return adjusted(current, adjustment, configuration.get("AdjustmentType", "ChangeInCapacity"), least)


def _all_low(account: str, region: str, policy: Any) -> bool:
    """Scaling in waits until all policies of the target that may scale in agree."""
    known = cloudwatch_backends[account][region].alarms
    policies = applicationautoscaling_backends[account][region].policies.values()
    same = (each for each in policies if each.resource_id == policy.resource_id)
    same_capacity = (each for each in same if each.scalable_dimension == policy.scalable_dimension)
    lows = [alarm.name for each in same_capacity for alarm in each.alarms if "-AlarmLow-" in alarm.name]
    return all(known[name].state_value == "ALARM" for name in lows if name in known)


def _cooldown(policy: Any, *, grows: bool) -> float:
    default = _DEFAULT_COOLDOWN.get(policy.service_namespace, 300.0)
    if policy.step_scaling_policy_configuration:
        return float(policy.step_scaling_policy_configuration.get("Cooldown") or default)
    configuration = policy.target_tracking_scaling_policy_configuration or {}
    given = configuration.get("ScaleOutCooldown" if grows else "ScaleInCooldown")
    return default if given is None else float(given)


def _is_suspended(target: Any, *, grows: bool) -> bool:
    suspended = target.suspended_state or {}
    return bool(suspended.get("DynamicScalingOutSuspended" if grows else "DynamicScalingInSuspended"))
