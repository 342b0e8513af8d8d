"""EC2 Auto Scaling policies: their ARN in the answer, and the alarms of those that track a target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.autoscaling.models import AutoScalingBackend
from moto.autoscaling.responses import AutoScalingResponse
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.responses import ActionResult

from console.sandbox.patching import attached, wraps
from console.sandbox.scaling.tracking import followed, put_alarms


def _alarms(policy: Any) -> list[Any]:
    return attached(policy, "alarms", list[Any])


@wraps(AutoScalingBackend, "put_scaling_policy")
def _with_alarms(original: Callable[..., Any], self: AutoScalingBackend, **settings: Any) -> Any:
    """moto makes no alarms for a policy that tracks a target."""
    _forget_alarms(self, settings["name"])
    policy = original(self, **settings)
    configuration = settings.get("target_tracking_config") or {}
    metric = followed(configuration, {"AutoScalingGroupName": policy.auto_scaling_group_name})
    if policy.policy_type == "TargetTrackingScaling" and metric is not None:
        backend = cloudwatch_backends[self.account_id][self.region_name]
        _alarms(policy).extend(
            put_alarms(backend, policy.auto_scaling_group_name, metric, configuration, str(policy.arn))
        )
    return policy


@wraps(AutoScalingBackend, "delete_policy")
def _without_its_alarms(original: Callable[..., None], self: AutoScalingBackend, group_name: str) -> None:
    """moto calls the name of the policy that of its group."""
    _forget_alarms(self, group_name)
    original(self, group_name)


def _forget_alarms(backend: AutoScalingBackend, name: str) -> None:
    if earlier := backend.policies.get(name):
        owner = cloudwatch_backends[backend.account_id][backend.region_name]
        owner.delete_alarms([alarm.name for alarm in _alarms(earlier)])


@wraps(AutoScalingResponse, "put_scaling_policy")
def _answer_as_documented(original: Callable[..., ActionResult], self: AutoScalingResponse) -> ActionResult:
    """moto spells the ARN in a way that no SDK reads."""
    original(self)
    policy = self.autoscaling_backend.policies[self._get_param("PolicyName")]
    alarms = [{"AlarmName": alarm.name, "AlarmARN": alarm.alarm_arn} for alarm in _alarms(policy)]
    return ActionResult({"PolicyARN": policy.arn, "Alarms": alarms})
