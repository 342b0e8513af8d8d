"""The scaling activities of Application Auto Scaling, in its words."""

from __future__ import annotations

from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.moto_api._internal import mock_random

from console.sandbox.patching import attached

_KEPT = 300
_CAPACITY = {
    "ecs:service:DesiredCount": "desired count",
    "dynamodb:table:ReadCapacityUnits": "read capacity units",
    "dynamodb:table:WriteCapacityUnits": "write capacity units",
}


def activities(account: str, region: str) -> list[dict[str, Any]]:
    """The activities of an account and region, newest first."""
    return attached(applicationautoscaling_backends[account][region], "activities", list[dict[str, Any]])


def record(account: str, region: str, target: Any, capacity: int, cause: str, now: float) -> None:
    """Write down that the capacity was set."""
    name = _CAPACITY.get(target.scalable_dimension, "capacity")
    kept = activities(account, region)
    kept.insert(
        0,
        {
            "ActivityId": str(mock_random.uuid4()),
            "ServiceNamespace": target.service_namespace,
            "ResourceId": target.resource_id,
            "ScalableDimension": target.scalable_dimension,
            "Description": f"Setting {name} to {capacity}.",
            "Cause": cause,
            "StartTime": now,
            "EndTime": now,
            "StatusCode": "Successful",
            "StatusMessage": f"Successfully set {name} to {capacity}. "
            f"Change successfully fulfilled by {target.service_namespace}.",
        },
    )
    del kept[_KEPT:]


def last_change(account: str, region: str, target: Any) -> float:
    """When the capacity of a target was set last, in seconds since the epoch; 0 for never."""
    return next(
        (
            float(each["EndTime"])
            for each in activities(account, region)
            if (each["ResourceId"], each["ScalableDimension"]) == (target.resource_id, target.scalable_dimension)
        ),
        0.0,
    )
