"""Application Auto Scaling: tags, activities, bounds that hold, and the alarms of policies."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from moto.applicationautoscaling.models import (
    ApplicationAutoscalingBackend,
    FakeApplicationAutoscalingPolicy,
    applicationautoscaling_backends,
)
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.cloudwatch.models import cloudwatch_backends

from console.sandbox.patching import adds_to, attached, wraps
from console.sandbox.scaling import capacity
from console.sandbox.scaling.activities import activities
from console.sandbox.scaling.application import follow_capacity, set_capacity
from console.sandbox.scaling.steps import within
from console.sandbox.scaling.tracking import followed, put_alarms

_SCALED = ("ecs:service:DesiredCount", "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits")
_ACTIVITIES_A_PAGE = 50


def _tags(self: ApplicationAutoScalingResponse) -> dict[str, dict[str, str]]:
    return attached(self.applicationautoscaling_backend, "tags", dict[str, dict[str, str]])


@wraps(ApplicationAutoScalingResponse, "register_scalable_target")
def _with_tags(original: Callable[..., str], self: ApplicationAutoScalingResponse) -> str:
    answer = original(self)
    arn = json.loads(answer)["ScalableTargetARN"]
    _tags(self).setdefault(arn, {}).update(self._get_param("Tags") or {})
    _keep_within_bounds(self)
    return answer


def _keep_within_bounds(self: ApplicationAutoScalingResponse) -> None:
    """Capacity outside of new bounds moves to the nearest of them."""
    account, region = self.current_account, self.region
    dimension, resource = self._get_param("ScalableDimension"), self._get_param("ResourceId")
    if dimension not in _SCALED:
        return
    target: Any = self.applicationautoscaling_backend.targets[dimension][resource]
    current = capacity.read(account, region, target)
    if current is None:
        return
    wanted = within(current, int(target.min_capacity), int(target.max_capacity))
    if wanted != current:
        bound = "minimum" if wanted > current else "maximum"
        set_capacity(account, region, target, wanted, f"{bound} capacity was set to {wanted}", time.time())


@adds_to(ApplicationAutoScalingResponse)
def list_tags_for_resource(self: ApplicationAutoScalingResponse) -> str:
    """The tags of a scalable target."""
    return json.dumps({"Tags": _tags(self).get(self._get_param("ResourceARN"), {})})


@adds_to(ApplicationAutoScalingResponse)
def tag_resource(self: ApplicationAutoScalingResponse) -> str:
    """Add or change tags."""
    _tags(self).setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags"))
    return "{}"


@adds_to(ApplicationAutoScalingResponse)
def untag_resource(self: ApplicationAutoScalingResponse) -> str:
    """Remove tags."""
    tags = _tags(self).get(self._get_param("ResourceARN"), {})
    for key in self._get_param("TagKeys"):
        tags.pop(key, None)
    return "{}"


@adds_to(ApplicationAutoScalingResponse)
def describe_scaling_activities(self: ApplicationAutoScalingResponse) -> str:
    """What was scaled and why, newest first."""
    wanted = {key: self._get_param(key) for key in ("ServiceNamespace", "ResourceId", "ScalableDimension")}
    found = [
        activity
        for activity in activities(self.current_account, self.region)
        if all(value in (None, activity[key]) for key, value in wanted.items())
    ]
    start = int(self._get_param("NextToken") or 0)
    end = start + (self._get_int_param("MaxResults") or _ACTIVITIES_A_PAGE)
    token = {"NextToken": str(end)} if end < len(found) else {}
    return json.dumps({"ScalingActivities": found[start:end], **token})


@wraps(FakeApplicationAutoscalingPolicy, "create_alarms")
def _alarms_of_the_target(_original: Callable[..., None], self: FakeApplicationAutoscalingPolicy) -> None:
    """moto's alarms of a service compare with six percent, whatever the target."""
    configuration = self.target_tracking_scaling_policy_configuration
    if configuration is None:
        return
    if self.service_namespace == "dynamodb":
        _add_alarms_of_table(self)
        return
    if self.service_namespace != "ecs":
        return
    _, cluster, service = self.resource_id.split("/")
    metric = followed(configuration, {"ClusterName": cluster, "ServiceName": service})
    if metric is not None:
        backend = cloudwatch_backends[self.account_id][self.region_name]
        self.alarms.extend(put_alarms(backend, self.resource_id, metric, configuration, self.policy_arn))


def _add_alarms_of_table(policy: Any) -> None:
    """moto's alarms of a table watch its read capacity, whichever of the two the policy scales."""
    policy.alarms = policy._generate_dynamodb_alarms()
    unit = policy.scalable_dimension.rpartition(":")[2]
    for alarm in policy.alarms:
        alarm.metric_name = alarm.metric_name.replace("ReadCapacityUnits", unit)
        if "-ProvisionedCapacity" in alarm.name:
            alarm.comparison_operator = f"{'Greater' if 'High' in alarm.name else 'Less'}ThanThreshold"
            alarm.alarm_actions = []  # they tell AWS that somebody else changed the capacity; they scale nothing
    targets: Any = applicationautoscaling_backends[policy.account_id][policy.region_name].targets
    target = targets.get(policy.scalable_dimension, {}).get(policy.resource_id)
    units = None if target is None else capacity.read(policy.account_id, policy.region_name, target)
    if units is not None:
        follow_capacity(policy, units)


@wraps(ApplicationAutoscalingBackend, "put_scaling_policy")
def _without_stale_alarms(
    original: Callable[..., Any], self: ApplicationAutoscalingBackend, **settings: Any
) -> FakeApplicationAutoscalingPolicy:
    """A changed target-tracking policy gets new alarms; moto leaves the old ones in CloudWatch."""
    key = FakeApplicationAutoscalingPolicy.formulate_key(
        settings["service_namespace"],
        settings["resource_id"],
        settings["scalable_dimension"],
        settings["policy_name"],
    )
    if earlier := self.policies.get(key):
        earlier.delete_alarms(self.account_id, self.region_name)
    policy: FakeApplicationAutoscalingPolicy = original(self, **settings)
    return policy
