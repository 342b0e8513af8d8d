"""Application Auto Scaling: tags, activities, bounds of DynamoDB capacity, no alarms left by a changed policy."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend, FakeApplicationAutoscalingPolicy
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.dynamodb.models import dynamodb_backends

from console.sandbox.patching import adds_to, attached, wraps


def _tags(self: ApplicationAutoScalingResponse) -> dict[str, dict[str, str]]:
    return attached(self.applicationautoscaling_backend, "tags", dict[str, dict[str, str]])


@wraps(ApplicationAutoScalingResponse, "register_scalable_target")
def _with_tags(original: Callable[..., str], self: ApplicationAutoScalingResponse) -> str:
    answer = original(self)
    arn = json.loads(answer)["ScalableTargetARN"]
    _tags(self).setdefault(arn, {}).update(self._get_param("Tags") or {})
    if self._get_param("ServiceNamespace") == "dynamodb":
        _keep_within_bounds(self)
    return answer


def _keep_within_bounds(self: ApplicationAutoScalingResponse) -> None:
    """Capacity of a table outside of new bounds moves to the nearest of them; what demand does is not simulated."""
    kind, _, name = self._get_param("ResourceId").partition("/")
    dimension = self._get_param("ScalableDimension")
    table = dynamodb_backends[self.current_account][self.region].tables.get(name)
    if kind != "table" or table is None or table.billing_mode == "PAY_PER_REQUEST":
        return
    target: Any = self.applicationautoscaling_backend.targets[dimension][f"table/{name}"]
    unit = dimension.rpartition(":")[2]
    units = min(max(table.throughput[unit], target.min_capacity), target.max_capacity)
    table.throughput = {**table.throughput, unit: units}


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
    """Always empty: nothing scales by itself here."""
    return json.dumps({"ScalingActivities": []})


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
