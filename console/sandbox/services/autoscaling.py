"""EC2 Auto Scaling: policies and groups as AWS reads them back, and notifications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.autoscaling.exceptions import AutoscalingClientError
from moto.autoscaling.models import AutoScalingBackend, FakeScalingPolicy
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult

from console.sandbox.patching import adds_to, attached, wraps


@wraps(FakeScalingPolicy, "__init__")
def _as_read_back(original: Callable[..., None], self: Any, *args: Any, **settings: Any) -> None:
    """moto leaves out that a policy is enabled, and answers with an empty predictive configuration."""
    original(self, *args, **settings)
    self.enabled = True
    self.predictive_scaling_configuration = self.predictive_scaling_configuration or None
    self.step_adjustments = self.step_adjustments or []


@wraps(AutoScalingResponse, "create_auto_scaling_group")
def _create_with_warmup(original: Callable[..., ActionResult], self: AutoScalingResponse) -> ActionResult:
    return _keep_warmup(self, original(self))


@wraps(AutoScalingResponse, "update_auto_scaling_group")
def _update_with_warmup(original: Callable[..., ActionResult], self: AutoScalingResponse) -> ActionResult:
    return _keep_warmup(self, original(self))


def _keep_warmup(self: AutoScalingResponse, answer: ActionResult) -> ActionResult:
    """moto drops the default warm-up; minus one takes it back."""
    warmup = self._get_int_param("DefaultInstanceWarmup")
    if warmup is not None:
        group: Any = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
        group.default_instance_warmup = warmup if warmup >= 0 else None
    return answer


def _notifications(backend: AutoScalingBackend) -> list[dict[str, str]]:
    return attached(backend, "notifications", list[dict[str, str]])


@adds_to(AutoScalingResponse)
def put_notification_configuration(self: AutoScalingResponse) -> ActionResult:
    """Name the events of a group that a topic hears of, instead of the ones before."""
    group, topic = self._get_param("AutoScalingGroupName"), self._get_param("TopicARN")
    if group not in self.autoscaling_backend.autoscaling_groups:
        raise AutoscalingClientError("ValidationError", f"AutoScalingGroup name not found - {group}")
    _forget(self.autoscaling_backend, group, topic)
    _notifications(self.autoscaling_backend).extend(
        {"AutoScalingGroupName": group, "TopicARN": topic, "NotificationType": event}
        for event in self._get_param("NotificationTypes", [])
    )
    return EmptyResult()


@adds_to(AutoScalingResponse)
def describe_notification_configurations(self: AutoScalingResponse) -> ActionResult:
    """The events that topics hear of, of the groups named or of all."""
    named = self._get_param("AutoScalingGroupNames") or []
    found = [
        kept for kept in _notifications(self.autoscaling_backend) if not named or kept["AutoScalingGroupName"] in named
    ]
    return ActionResult({"NotificationConfigurations": found})


@adds_to(AutoScalingResponse)
def delete_notification_configuration(self: AutoScalingResponse) -> ActionResult:
    """Let a topic hear nothing more of a group."""
    _forget(self.autoscaling_backend, self._get_param("AutoScalingGroupName"), self._get_param("TopicARN"))
    return EmptyResult()


def _forget(backend: AutoScalingBackend, group: str, topic: str) -> None:
    _notifications(backend)[:] = [
        kept for kept in _notifications(backend) if (kept["AutoScalingGroupName"], kept["TopicARN"]) != (group, topic)
    ]
