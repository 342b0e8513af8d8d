"""Where what is watched is: a resource may be in another Region than its environment, and a table in several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from console.services.applied_resources import AppliedResource

REPLICA = "@replica"
"""The value that a replica of a table is known by: its Region."""
_ARN_PARTS = 6


class Regions:
    """Tells the Region of every resource of an environment whose preset names `home`."""

    def __init__(self, home: str, resources: Iterable[AppliedResource]) -> None:
        self._home = home
        self._subnets = {
            str(one.values.get("id")): _stated(one.values) for one in resources if one.type == "aws_subnet"
        }

    def of(self, values: Mapping[str, Any]) -> str:
        """From the resource's own attributes, its ARN or its subnet; the environment's where none of them says."""
        subnet = self._subnets.get(str(values.get("subnet_id")))
        return str(values.get(REPLICA) or _stated(values) or subnet or self._home)


def _stated(values: Mapping[str, Any]) -> str:
    if isinstance(region := values.get("region"), str) and region:
        return region
    for name in ("arn", "id"):
        # Of a service of ECS the id is the ARN. A bucket's ARN names no Region.
        parts = str(values.get(name) or "").split(":", _ARN_PARTS - 1)
        if len(parts) == _ARN_PARTS and parts[0] == "arn" and parts[3]:
            return parts[3]
    return ""


def with_replicas(resources: Sequence[AppliedResource]) -> tuple[AppliedResource, ...]:
    """The resources, then the replicas of the tables among them as tables of their own."""
    return (*resources, *_replicas(resources))


def _replicas(resources: Iterable[AppliedResource]) -> Iterator[AppliedResource]:
    for one in resources:
        for each in one.values.get("replica") or () if one.type == "aws_dynamodb_table" else ():
            if region := each.get("region_name"):
                yield replace(one, values={**one.values, REPLICA: str(region)})
