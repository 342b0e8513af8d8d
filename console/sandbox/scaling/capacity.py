"""The capacity of what Application Auto Scaling scales: read, and set as its own service would be asked to."""

from __future__ import annotations

from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.ecs.models import ecs_backends


def read(account: str, region: str, target: Any) -> int | None:
    """The capacity of a scalable target now; None for what is gone, and for what the sandbox does not scale."""
    if target.scalable_dimension == "ecs:service:DesiredCount":
        service = _service(account, region, target)
        return None if service is None else int(service.desired_count)
    table = _table(account, region, target)
    return None if table is None else int(table.throughput[_unit(target)])


def write(account: str, region: str, target: Any, capacity: int) -> None:
    """Set the capacity of a target that can be read."""
    if target.scalable_dimension == "ecs:service:DesiredCount":
        _, cluster, name = target.resource_id.split("/")
        backend: Any = ecs_backends[account][region]
        backend.update_service({"cluster": cluster, "service": name, "desired_count": capacity})
        return
    table = _table(account, region, target)
    table.throughput = {**table.throughput, _unit(target): capacity}


def _service(account: str, region: str, target: Any) -> Any:
    _, cluster, name = target.resource_id.split("/")
    backend: Any = ecs_backends[account][region]
    service = backend.services.get(f"{cluster}:{name}")
    return service if service is not None and service.status == "ACTIVE" else None


def _table(account: str, region: str, target: Any) -> Any:
    """The provisioned table of a target; indexes are not scaled."""
    kind, _, name = target.resource_id.partition("/")
    table: Any = dynamodb_backends[account][region].tables.get(name)
    if kind != "table" or "/" in name or table is None or table.billing_mode == "PAY_PER_REQUEST":
        return None
    return table


def _unit(target: Any) -> str:
    return str(target.scalable_dimension.rpartition(":")[2])
