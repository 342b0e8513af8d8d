"""What EC2 Auto Scaling remembers of instances: the activities of a group, and the template each was started from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, InstanceState
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

from console.sandbox.patching import attached, wraps

_KEPT = 200
"""Activities that a group remembers."""
_USER = "a user request update of AutoScalingGroup constraints to min: {low}, max: {high}, desired: {desired}"


def _activities(backend: AutoScalingBackend) -> list[dict[str, Any]]:
    return attached(backend, "activities", list[dict[str, Any]])


@contextmanager
def because(group: FakeAutoScalingGroup, cause: str) -> Iterator[None]:
    """What the group does inside is done for this reason, in the words in which AWS gives it after its time."""
    group.__dict__["sandbox_cause"] = cause
    try:
        yield
    finally:
        group.__dict__.pop("sandbox_cause", None)


def note(group: FakeAutoScalingGroup, description: str, cause: str) -> None:
    """Remember something that the group did."""
    now = utcnow()
    kept = _activities(group.autoscaling_backend)
    kept.insert(
        0,
        {
            "ActivityId": str(mock_random.uuid4()),
            "AutoScalingGroupName": group.name,
            "Description": description,
            "Cause": cause,
            "StartTime": now,
            "EndTime": now,
            "StatusCode": "Successful",
            "Progress": 100,
        },
    )
    del kept[_KEPT:]


def _cause(group: FakeAutoScalingGroup, before: int, after: int) -> str:
    """In the words of AWS: who asked, and what the capacity did."""
    at = f"{utcnow():%Y-%m-%dT%H:%M:%SZ}"
    given = group.__dict__.get("sandbox_cause")
    asked = given or _USER.format(low=group.min_size, high=group.max_size, desired=group.desired_capacity)
    if after == before:
        return f"At {at} {asked}."
    way = "increasing" if after > before else "shrinking"
    return (
        f"At {at} {asked} changing the desired capacity from {before} to {after}.  At {at} an instance was "
        f"{'started' if after > before else 'taken out of service'} in response to a difference between desired and "
        f"actual capacity, {way} the capacity from {before} to {after}."
    )


def _ids(group: FakeAutoScalingGroup) -> list[str]:
    return [state.instance.id for state in group.__dict__.get("instance_states", ())]


def _noted(group: FakeAutoScalingGroup, deed: Callable[[], Any]) -> Any:
    """Do it, and remember the instances that came and went by it; what is done inside belongs to it."""
    if group.__dict__.get("sandbox_noting"):
        return deed()
    before = _ids(group)
    group.__dict__["sandbox_noting"] = True
    try:
        return deed()
    finally:
        del group.__dict__["sandbox_noting"]
        after = _ids(group)
        cause = _cause(group, len(before), len(after))
        for gone in before:
            if gone not in after:
                note(group, f"Terminating EC2 instance: {gone}", cause)
        for come in after:
            if come not in before:
                note(group, f"Launching a new EC2 instance: {come}", cause)


@wraps(FakeAutoScalingGroup, "set_desired_capacity")
def _capacity(original: Callable[..., None], self: FakeAutoScalingGroup, new_capacity: int | None) -> None:
    _noted(self, lambda: original(self, new_capacity))


@wraps(FakeAutoScalingGroup, "replace_autoscaling_group_instances")
def _launch(
    original: Callable[..., None], self: FakeAutoScalingGroup, count_needed: int, propagated_tags: dict[str, str]
) -> None:
    _noted(self, lambda: original(self, count_needed, propagated_tags))


@wraps(AutoScalingBackend, "terminate_instance")
def _terminate(original: Callable[..., Any], self: AutoScalingBackend, instance_id: str, should_decrement: bool) -> Any:
    group = next(found for found in self.autoscaling_groups.values() if any(instance_id == one for one in _ids(found)))
    return _noted(group, lambda: original(self, instance_id, should_decrement))


@wraps(AutoScalingResponse, "describe_scaling_activities")
def _remembered(_original: Callable[..., ActionResult], self: AutoScalingResponse) -> ActionResult:
    """moto remembers none."""
    name, most = self._get_param("AutoScalingGroupName"), self._get_int_param("MaxRecords") or 100
    wanted = self._get_param("ActivityIds") or []
    found = [
        kept
        for kept in _activities(self.autoscaling_backend)
        if name in (None, kept["AutoScalingGroupName"]) and (not wanted or kept["ActivityId"] in wanted)
    ]
    start = int(self._get_param("NextToken") or 0)
    more = {"NextToken": str(start + most)} if len(found) > start + most else {}
    return ActionResult({"Activities": found[start : start + most]} | more)


@wraps(InstanceState, "__init__")
def _started_from(original: Callable[..., None], self: InstanceState, *args: Any, **settings: Any) -> None:
    original(self, *args, **settings)
    self.__dict__["sandbox_template"] = _wanted(self.auto_scaling_group)


def _wanted(group: FakeAutoScalingGroup) -> dict[str, Any] | None:
    """The launch template of new instances, with the number of its version."""
    template = group.__dict__.get("ec2_launch_template")
    if template is None:
        return None
    version = str(group.launch_template_version)
    numbers = {"$Latest": template.latest_version_number, "$Default": template.default_version_number}
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "Version": str(numbers.get(version, version)),
    }


def _template(self: InstanceState) -> dict[str, Any] | None:
    """moto shows the template's default version of every instance, whatever it was started from."""
    started: dict[str, Any] | None = self.__dict__.get("sandbox_template") or _wanted(self.auto_scaling_group)
    return started


InstanceState.launch_template = property(_template)  # type: ignore[assignment,method-assign]
