"""Which log groups belong to an environment: those in its state, and those that its resources write to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from console.domain.environment import EnvironmentName, Preset
from console.domain.logs import LogGroup
from console.errors import InputError
from console.services.applied_resources import AppliedResource

_KEPT_SECONDS = 60.0
"""How long the answer of the state holds: groups change with applies only."""
_DESTINATIONS = ("log_destination", "cloud_watch_logs_group_arn", "destination_arn", "log_group_name")
"""Attributes that name the group which flow logs, trails and API stages write to."""


class LogGroupFinder:
    """Finds the groups in the state and remembers them for a minute."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._resources = resources
        self._preset = preset
        self._clock = clock
        self._kept: dict[EnvironmentName, tuple[float, tuple[LogGroup, ...]]] = {}

    def of(self, name: EnvironmentName) -> tuple[LogGroup, ...]:
        """By name; raises InputError where nothing was applied or nothing logs."""
        kept = self._kept.get(name)
        if kept is not None and self._clock() - kept[0] < _KEPT_SECONDS:
            return kept[1]
        found = groups_in(self._resources(name), self._preset(name).region)
        if not found:
            raise InputError(f"{name} has no log group: `infra-console output {name}` shows what it has.")
        self._kept[name] = (self._clock(), found)
        return found

    def choose(self, name: EnvironmentName, wanted: Sequence[str]) -> tuple[LogGroup, ...]:
        """The groups of these names, or of parts of them; all where none is wanted. Raises InputError."""
        groups = self.of(name)
        if not wanted:
            return groups
        chosen: dict[str, LogGroup] = {}
        for part in wanted:
            exact = [group for group in groups if group.name == part]
            found = exact or [group for group in groups if part.lower() in f"{group.name} {group.of}".lower()]
            if not found:
                known = ", ".join(group.name for group in groups)
                raise InputError(f"{name} has no log group {part!r}: it has {known}.")
            chosen |= {group.name: group for group in found}
        return tuple(chosen.values())


def groups_in(resources: Iterable[AppliedResource], region: str) -> tuple[LogGroup, ...]:
    """The log groups of these resources, by name; who writes to a group is told where the resources tell it."""
    found: dict[str, LogGroup] = {}
    for resource in resources:
        for name, of in _named(resource):
            known = found.get(name)
            if known is None or (of and not known.of):
                found[name] = LogGroup(name, _region_of(resource.values, region), of)
    return tuple(found[name] for name in sorted(found))


def _named(resource: AppliedResource) -> Iterator[tuple[str, str]]:
    """Names of groups, each with the resource that writes to it in words."""
    values = resource.values
    match resource.type:
        case "aws_cloudwatch_log_group":
            yield str(values["name"]), _by_name(str(values["name"]))
        case "aws_ecs_task_definition":
            yield from ((name, f"ECS {values.get('family', '')}".strip()) for name in _of_containers(values))
        case "aws_db_instance":
            yield from _exports(values, "instance", str(values.get("identifier", "")))
        case "aws_rds_cluster":
            yield from _exports(values, "cluster", str(values.get("cluster_identifier", "")))
        case "aws_lambda_function":
            settings = (values.get("logging_config") or [{}])[0] or {}
            function = str(values.get("function_name", ""))
            yield str(settings.get("log_group") or f"/aws/lambda/{function}"), f"Lambda {function}"
        case "aws_elasticache_replication_group" | "aws_elasticache_cluster":
            for delivery in values.get("log_delivery_configuration") or ():
                if delivery.get("destination_type") == "cloudwatch-logs":
                    yield str(delivery["destination"]), "ElastiCache"
        case "aws_flow_log" | "aws_cloudtrail" | "aws_apigatewayv2_stage" | "aws_api_gateway_stage":
            yield from _destinations(resource)


def _of_containers(values: Mapping[str, Any]) -> Iterator[str]:
    try:
        containers = json.loads(values.get("container_definitions") or "[]")
    except (ValueError, TypeError):
        return
    for container in containers if isinstance(containers, list) else ():
        group = ((container.get("logConfiguration") or {}).get("options") or {}).get("awslogs-group")
        if group:
            yield str(group)


def _exports(values: Mapping[str, Any], kind: str, identifier: str) -> Iterator[tuple[str, str]]:
    for log in values.get("enabled_cloudwatch_logs_exports") or ():
        yield f"/aws/rds/{kind}/{identifier}/{log}", f"RDS {identifier} {log}"


def _destinations(resource: AppliedResource) -> Iterator[tuple[str, str]]:
    settings = (resource.values.get("access_log_settings") or [{}])[0] or {}
    of = {"aws_flow_log": "VPC flow log", "aws_cloudtrail": "CloudTrail"}.get(resource.type, "API requests")
    for place in (resource.values, settings):
        for attribute in _DESTINATIONS:
            name = str(place.get(attribute) or "")
            if ":log-group:" in name:
                name = name.partition(":log-group:")[2].removesuffix(":*")
            if name and not name.startswith("arn:"):
                yield name, of


def _by_name(name: str) -> str:
    """What AWS's own naming says of who writes to the group; empty where it says nothing."""
    parts = name.strip("/").split("/")
    if parts[:2] == ["aws", "rds"] and len(parts) == 5:
        return f"RDS {parts[3]} {parts[4]}"
    if parts[:2] == ["aws", "lambda"]:
        return f"Lambda {parts[-1]}"
    if parts[0] == "ecs":
        return f"ECS {parts[-1]}"
    return ""


def _region_of(values: Mapping[str, Any], region: str) -> str:
    parts = str(values.get("arn") or "").split(":")
    return parts[3] if len(parts) > 3 and parts[3] else region
