"""DynamoDB backups and restores: with their size, in a moment, within the window, as the original is paid."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import unix_time, utcnow
from moto.dynamodb.exceptions import DynamodbException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Backup, RestoredPITTable, RestoredTable, Table
from moto.dynamodb.responses import DynamoHandler

from console.sandbox.patching import wraps

BACKUP_SECONDS = 1.0
"""From the request until a backup is available."""
RESTORE_SECONDS = 2.0
"""From the request until a restored table can be used."""


def size_of(table: Table) -> int:
    """Bytes of all its items."""
    rows = table.items.values()
    items = [item for row in rows for item in (row.values() if isinstance(row, dict) else (row,))]
    return sum(item.size() for item in items)


@wraps(Table, "describe")
def _with_size(original: Callable[..., dict[str, Any]], self: Table, base_key: str = "TableDescription") -> Any:
    """moto says 0 whatever the table holds."""
    answer = original(self, base_key=base_key)
    answer[base_key]["TableSizeBytes"] = size_of(self)
    return answer


for _restored in (RestoredTable, RestoredPITTable):

    @wraps(_restored, "describe")
    def _in_a_moment(original: Callable[..., dict[str, Any]], self: Any, base_key: str = "TableDescription") -> Any:
        """moto's can be used before they can have been restored."""
        answer = original(self, base_key=base_key)
        if unix_time() - unix_time(self.restore_date_time.replace(tzinfo=None)) < RESTORE_SECONDS:
            answer[base_key]["TableStatus"] = "CREATING"
            answer[base_key]["RestoreSummary"]["RestoreInProgress"] = True
        return answer


def _as_the_original(restored: Table, original: Table) -> Table:
    """AWS takes over how a table is paid and its key; moto restores every table as a provisioned one."""
    restored.billing_mode = original.billing_mode
    restored.throughput = copy.deepcopy(original.throughput)
    restored.sse_specification = copy.deepcopy(original.sse_specification)
    return restored


@wraps(DynamoDBBackend, "restore_table_from_backup")
def _from_backup(
    original: Callable[..., Table], self: DynamoDBBackend, target_table_name: str, backup_arn: str
) -> Table:
    return _as_the_original(original(self, target_table_name, backup_arn), self.get_backup(backup_arn).table)


@wraps(DynamoHandler, "restore_table_to_point_in_time")
def _within_the_window(original: Callable[..., ActionResult], self: DynamoHandler) -> ActionResult:
    """moto takes any moment, also of a table without point-in-time recovery."""
    name = str(self.body.get("SourceTableName") or self.body.get("SourceTableArn", "").rpartition("/")[2])
    self.body["SourceTableName"] = name
    source = self.dynamodb_backend.get_table(name)
    recovery = source.continuous_backups["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] != "ENABLED":
        kind = "com.amazonaws.dynamodb.v20120810#PointInTimeRecoveryUnavailableException"
        raise DynamodbException(kind, f"Point in time recovery is not enabled for table '{name}'")
    moment = self.body.get("RestoreDateTime")
    if moment is not None and not recovery["EarliestRestorableDateTime"] <= _seconds(moment) <= unix_time():
        kind = "com.amazonaws.dynamodb.v20120810#InvalidRestoreTimeException"
        raise DynamodbException(kind, "Restore date time must be within the window of point in time recovery")
    answer = original(self)
    _as_the_original(self.dynamodb_backend.tables[self.body["TargetTableName"]], source)
    return answer


def _seconds(moment: Any) -> float:
    return moment.timestamp() if isinstance(moment, datetime) else float(moment)


@wraps(DynamoDBBackend, "describe_continuous_backups")
def _up_to_now(original: Callable[..., dict[str, Any]], self: DynamoDBBackend, table_name: str) -> dict[str, Any]:
    """moto's window ends when it began."""
    answer = original(self, table_name)
    recovery = answer["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] == "ENABLED":
        recovery["LatestRestorableDateTime"] = unix_time()
    return answer


def _backup_status(self: Backup) -> str:
    given = str(self.__dict__.get("sandbox_status", "AVAILABLE"))
    made = (utcnow() - self.creation_date_time).total_seconds() if "creation_date_time" in self.__dict__ else 0.0
    return "CREATING" if given == "AVAILABLE" and made < BACKUP_SECONDS else given


def _set_backup_status(self: Backup, value: str) -> None:
    self.__dict__["sandbox_status"] = value


Backup.status = property(_backup_status, _set_backup_status)  # type: ignore[assignment]


def _sized(described: Any) -> property:
    """moto says 123 bytes of every backup."""
    return property(lambda backup: described.fget(backup) | {"BackupSizeBytes": size_of(backup.table)})


for _answer in ("details", "summary"):
    setattr(Backup, _answer, _sized(getattr(Backup, _answer)))
