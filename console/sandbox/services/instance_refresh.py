"""Instance refreshes: a few instances at a time, with progress, cancelled where that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.autoscaling.exceptions import AutoscalingClientError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

from console.sandbox.patching import adds_to, attached, wraps
from console.sandbox.services.autoscaling_instances import because

STEP_SECONDS = 1.0
"""From one portion of instances to the next, instead of their warm-up."""
_LEAST_HEALTHY = 90
_OVER = ("Successful", "Cancelled", "Failed")


def _refreshes(backend: AutoScalingBackend) -> list[dict[str, Any]]:
    """All of them, the latest first. `sandbox_` keys are the simulation's own."""
    return attached(backend, "instance_refreshes", list[dict[str, Any]])


@adds_to(AutoScalingResponse)
def start_instance_refresh(self: AutoScalingResponse) -> ActionResult:
    """Begin to replace every instance of the group from its present launch template."""
    group = _group(self)
    _advance(self.autoscaling_backend)
    if _running(self.autoscaling_backend, group.name) is not None:
        message = f"An Instance Refresh is already in progress for the Auto Scaling group {group.name}."
        raise AutoscalingClientError("InstanceRefreshInProgress", message)
    preferences = self._get_param("Preferences") or {}
    least = int(preferences.get("MinHealthyPercentage", _LEAST_HEALTHY))
    instances = [state.instance.id for state in group.active_instances()]
    refresh = {
        "InstanceRefreshId": str(mock_random.uuid4()),
        "AutoScalingGroupName": group.name,
        "Status": "InProgress" if instances else "Successful",
        "StartTime": utcnow(),
        "PercentageComplete": 0 if instances else 100,
        "InstancesToUpdate": len(instances),
        "Preferences": {**preferences, "MinHealthyPercentage": least},
        "sandbox_left": instances,
        "sandbox_of": len(instances),
        "sandbox_portion": max(1, len(instances) - -(-len(instances) * least // 100)),
    }
    _refreshes(self.autoscaling_backend).insert(0, refresh)
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


@adds_to(AutoScalingResponse)
def describe_instance_refreshes(self: AutoScalingResponse) -> ActionResult:
    """The refreshes of a group, the latest first."""
    group = _group(self)
    _advance(self.autoscaling_backend)
    wanted = self._get_param("InstanceRefreshIds") or []
    found = [
        {name: value for name, value in refresh.items() if not name.startswith("sandbox_")}
        for refresh in _refreshes(self.autoscaling_backend)
        if refresh["AutoScalingGroupName"] == group.name and (not wanted or refresh["InstanceRefreshId"] in wanted)
    ]
    return ActionResult({"InstanceRefreshes": found})


@adds_to(AutoScalingResponse)
def cancel_instance_refresh(self: AutoScalingResponse) -> ActionResult:
    """Replace no more; what was replaced stays so."""
    group = _group(self)
    _advance(self.autoscaling_backend)
    refresh = _running(self.autoscaling_backend, group.name)
    if refresh is None:
        message = f"No in progress or pending Instance Refresh found for Auto Scaling group {group.name}"
        raise AutoscalingClientError("ActiveInstanceRefreshNotFound", message)
    refresh |= {"Status": "Cancelling", "StatusReason": "Cancelled due to user request.", "sandbox_until": utcnow()}
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


@wraps(AutoScalingResponse, "describe_auto_scaling_groups")
def _as_far_as_refreshed(original: Callable[..., ActionResult], self: AutoScalingResponse) -> ActionResult:
    """Whoever looks at a group sees as many instances replaced as the time allowed."""
    _advance(self.autoscaling_backend)
    return original(self)


def _group(self: AutoScalingResponse) -> FakeAutoScalingGroup:
    name = self._get_param("AutoScalingGroupName")
    if name not in self.autoscaling_backend.autoscaling_groups:
        raise AutoscalingClientError("ValidationError", f"AutoScalingGroup name not found - {name}")
    return self.autoscaling_backend.autoscaling_groups[name]


def _running(backend: AutoScalingBackend, name: str) -> dict[str, Any] | None:
    for refresh in _refreshes(backend):
        if refresh["AutoScalingGroupName"] == name and refresh["Status"] not in _OVER:
            return refresh
    return None


def _advance(backend: AutoScalingBackend) -> None:
    """Bring every refresh to where it stands by now: nothing else needs a clock of its own."""
    for refresh in _refreshes(backend):
        group = backend.autoscaling_groups.get(refresh["AutoScalingGroupName"])
        if refresh["Status"] in _OVER:
            continue
        if group is None or refresh["Status"] == "Cancelling":
            refresh |= {"Status": "Cancelled", "EndTime": utcnow()}
            continue
        steps = int((utcnow() - refresh["StartTime"]).total_seconds() / STEP_SECONDS)
        due = min(refresh["sandbox_of"], steps * refresh["sandbox_portion"])
        _replace(backend, group, refresh, due - (refresh["sandbox_of"] - len(refresh["sandbox_left"])))


def _replace(backend: AutoScalingBackend, group: FakeAutoScalingGroup, refresh: dict[str, Any], count: int) -> None:
    portion, left = refresh["sandbox_left"][: max(0, count)], refresh["sandbox_left"][max(0, count) :]
    with because(group, "an instance was taken out of service in response to an instance refresh"):
        for instance in portion:
            if any(state.instance.id == instance for state in group.instance_states):
                backend.terminate_instance(instance, should_decrement=False)
    refresh["sandbox_left"], refresh["InstancesToUpdate"] = left, len(left)
    refresh["PercentageComplete"] = 100 - 100 * len(left) // refresh["sandbox_of"]
    if left:
        refresh["StatusReason"] = "Waiting for remaining instances to be available."
    else:
        refresh |= {"Status": "Successful", "EndTime": utcnow()}
        refresh.pop("StatusReason", None)
