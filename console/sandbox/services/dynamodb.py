"""DynamoDB: Contributor Insights, and changes to a table that moto drops or refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.responses import DynamoHandler

from console.sandbox.patching import adds_to, attached, wraps


@wraps(DynamoDBBackend, "update_table")
def _without_leftover_capacity(original: Callable[..., Any], self: DynamoDBBackend, **settings: Any) -> Any:
    """A table that is billed by the request has no capacity; moto keeps what was provisioned before."""
    table = original(self, **settings)
    if settings.get("billing_mode") == "PAY_PER_REQUEST":
        table.throughput = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0, "NumberOfDecreasesToday": 0}
    return table


@wraps(DynamoHandler, "update_table")
def _with_encryption(original: Callable[..., Any], self: DynamoHandler) -> Any:
    """moto sets the key of a table at its creation only."""
    if specification := self.body.get("SSESpecification"):
        table = self.dynamodb_backend.get_table(self.body["TableName"].rpartition("/")[2])
        key = specification.get("KMSMasterKeyId")
        if specification.get("Enabled") and key is None:
            key = table._get_default_encryption_key(table.account_id, table.region_name)
        table.sse_specification = specification | ({"KMSMasterKeyId": key} if key else {})
    return original(self)


@wraps(DynamoDBBackend, "update_table_streams")
def _stream_that_was_off(
    original: Callable[..., None], self: DynamoDBBackend, table: Any, stream_specification: dict[str, Any]
) -> None:
    """moto refuses to turn on a stream that was turned off before: it looks at the label, which stays."""
    if not (table.stream_specification or {}).get("StreamEnabled"):
        table.latest_stream_label = None
    original(self, table, stream_specification)


@adds_to(DynamoHandler)
def update_contributor_insights(self: DynamoHandler) -> ActionResult:
    """Turn Contributor Insights on or off for a table or one of its indexes."""
    return _insights(self, "ENABLED" if self.body["ContributorInsightsAction"] == "ENABLE" else "DISABLED")


@adds_to(DynamoHandler)
def describe_contributor_insights(self: DynamoHandler) -> ActionResult:
    """Whether Contributor Insights is on."""
    return _insights(self, None)


def _insights(handler: DynamoHandler, wanted: str | None) -> ActionResult:
    table = handler.dynamodb_backend.get_table(handler.body["TableName"].rpartition("/")[2])
    states = attached(table, "contributor_insights", dict[str, str])
    index = handler.body.get("IndexName", "")
    if wanted:
        states[index] = wanted
    answer = {"TableName": table.name, "ContributorInsightsStatus": states.get(index, "DISABLED")}
    return ActionResult(answer | ({"IndexName": index} if index else {}))
