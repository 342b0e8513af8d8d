"""Application Auto Scaling: tags, scaling activities, and no alarms left behind by a changed policy."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend, FakeApplicationAutoscalingPolicy
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from console.sandbox.patching import adds_to, attached, wraps


def _tags(self: ApplicationAutoScalingResponse) -> dict[str, dict[str, str]]:
    return attached(self.applicationautoscaling_backend, "tags", dict[str, dict[str, str]])


@wraps(ApplicationAutoScalingResponse, "register_scalable_target")
def _with_tags(original: Callable[..., str], self: ApplicationAutoScalingResponse) -> str:
    answer = original(self)
    arn = json.loads(answer)["ScalableTargetARN"]
    _tags(self).setdefault(arn, {}).update(self._get_param("Tags") or {})
    return answer


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
