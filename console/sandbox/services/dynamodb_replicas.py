"""DynamoDB: global tables, whose replicas hold the same items in several regions."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler, DynamoResult

from console.sandbox.patching import attached, wraps

_VERSION = "2019.11.21"
_SHARED = (
    "attr",
    "billing_mode",
    "global_indexes",
    "latest_stream_label",
    "stream_shard",
    "stream_specification",
    "throughput",
    "warm_throughput",
)
"""What a change of one replica changes in all; the items are one and the same anyway."""


def _replicas(table: Table) -> dict[str, dict[str, Any]]:
    """The regions of the global table with their settings; the same object in each region, empty for a plain table."""
    return attached(table, "replicas", dict[str, dict[str, Any]])


def _others(table: Table) -> list[Table]:
    regions = dynamodb_backends[table.account_id]
    return [regions[region].tables[table.name] for region in _replicas(table) if region != table.region_name]


@wraps(Table, "describe")
def _describe_with_replicas(
    original: Callable[..., dict[str, Any]], self: Table, base_key: str = "TableDescription"
) -> dict[str, Any]:
    description = original(self, base_key)
    if others := {region: kept for region, kept in _replicas(self).items() if region != self.region_name}:
        description[base_key] |= {
            "GlobalTableVersion": _VERSION,
            "Replicas": [{"RegionName": region, "ReplicaStatus": "ACTIVE"} | kept for region, kept in others.items()],
        }
    return description


@wraps(DynamoHandler, "update_table")
def _update_with_replicas(original: Callable[..., ActionResult], self: DynamoHandler) -> ActionResult:
    """moto ignores replicas, and Terraform waits for them until it gives up."""
    table = self.dynamodb_backend.get_table(self.body["TableName"].split("/")[-1])
    changes = self.body.get("ReplicaUpdates")
    if not changes:
        answer = original(self)
        for other in _others(table):
            for name in _SHARED:
                setattr(other, name, getattr(table, name))
        return answer
    for change in changes:
        ((kind, settings),) = change.items()
        _CHANGES[kind](table, settings)
    return DynamoResult(table.describe())


def _kept(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: settings[key] for key in ("KMSMasterKeyId",) if key in settings}


def _add(table: Table, settings: dict[str, Any]) -> None:
    region = settings["RegionName"]
    if (table.stream_specification or {}).get("StreamViewType") != "NEW_AND_OLD_IMAGES":
        raise MockValidationException("A replica needs a stream with NEW_AND_OLD_IMAGES on the table.")
    target = dynamodb_backends[table.account_id][region]
    if table.name in target.tables:
        raise MockValidationException(f"A table with the name {table.name} exists in {region}.")
    replicas = _replicas(table)
    replicas.setdefault(table.region_name, {})
    replicas[region] = _kept(settings)
    target.tables[table.name] = _copy_to(table, region)


def _copy_to(table: Table, region: str) -> Table:
    """A table of the other region with the same items and schema, but tags, backups and protection of its own."""
    replica = copy.copy(table)
    replica.region_name = region
    replica.table_arn = table.table_arn.replace(f":{table.region_name}:", f":{region}:")
    replica.tags = []
    replica.deletion_protection_enabled = False
    replica.continuous_backups = {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
    }
    return replica


def _change(table: Table, settings: dict[str, Any]) -> None:
    _replicas(table)[settings["RegionName"]].update(_kept(settings))


def _remove(table: Table, settings: dict[str, Any]) -> None:
    region = settings["RegionName"]
    if region not in _replicas(table):
        raise MockValidationException(f"The table has no replica in {region}.")
    dynamodb_backends[table.account_id][region].delete_table(table.name)


_CHANGES = {"Create": _add, "Update": _change, "Delete": _remove}


@wraps(DynamoDBBackend, "delete_table")
def _delete_and_leave(original: Callable[..., Table], self: DynamoDBBackend, name: str) -> Table:
    table: Table = original(self, name)
    replicas = _replicas(table)
    replicas.pop(self.region_name, None)
    if len(replicas) == 1:
        replicas.clear()
    return table
