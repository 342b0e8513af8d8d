"""DynamoDB tables through boto3: calls that look; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.domain.databases import Database, DatabaseAddress, Snapshot, Window

_BYTES_IN_A_GB = Decimal(1024**3)


class TableLooks:
    """Tables, their backups and the window of point-in-time recovery."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def database(self, address: DatabaseAddress) -> Database:
        """Raises NotThereError where there is no such table, AwsError."""
        dynamodb = self._clients.of("dynamodb", address.region)
        with asking("dynamodb", f"the table {address}"):
            table = dynamodb.describe_table(TableName=address.name)["Table"]
        window, days = None, None
        if table["TableStatus"] == "ACTIVE":
            # A table that is being made has no backups to ask for yet.
            with asking("dynamodb", f"the backups of {address}"):
                answer = dynamodb.describe_continuous_backups(TableName=address.name)
            recovery = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription") or {}
            window, days = _window(recovery), recovery.get("RecoveryPeriodInDays")
        return read_table(address, table, window, days)

    def snapshots(self, address: DatabaseAddress) -> tuple[Snapshot, ...]:
        with asking("dynamodb", f"the backups of {address}"):
            return tuple(
                read_backup(address, each) for each in self._listed(address) if each.get("BackupStatus") != "DELETED"
            )

    def _listed(self, address: DatabaseAddress) -> Iterator[Mapping[str, Any]]:
        dynamodb = self._clients.of("dynamodb", address.region)
        more: dict[str, str] = {}
        while True:
            page = dynamodb.list_backups(TableName=address.name, BackupType="ALL", **more)
            yield from page["BackupSummaries"]
            if not page.get("LastEvaluatedBackupArn"):
                return
            more = {"ExclusiveStartBackupArn": page["LastEvaluatedBackupArn"]}


def read_table(address: DatabaseAddress, table: Mapping[str, Any], window: Window | None, days: int | None) -> Database:
    throughput = table.get("ProvisionedThroughput") or {}
    billing = (table.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED")
    size = f"{throughput.get('ReadCapacityUnits', 0)} RCU, {throughput.get('WriteCapacityUnits', 0)} WCU"
    encryption = table.get("SSEDescription") or {}
    restoring = (table.get("RestoreSummary") or {}).get("RestoreInProgress", False)
    indexes = (table.get("GlobalSecondaryIndexes") or ()), (table.get("LocalSecondaryIndexes") or ())
    return Database(
        address=address,
        status=table["TableStatus"],
        engine="DynamoDB",
        size="on demand" if billing == "PAY_PER_REQUEST" else size,
        storage_gb=Decimal(table.get("TableSizeBytes", 0)) / _BYTES_IN_A_GB,
        encrypted=True,  # every table is; the description tells only of a key that is not DynamoDB's own
        key=encryption.get("KMSMasterKeyArn", ""),
        window=window,
        retention_days=days,
        protected=bool(table.get("DeletionProtectionEnabled")),
        indexes=sum(map(len, indexes)),
        parts=("its data, which is still being restored",) if restoring else (),
    )


def read_backup(address: DatabaseAddress, answer: Mapping[str, Any]) -> Snapshot:
    size = answer.get("BackupSizeBytes")
    return Snapshot(
        id=answer["BackupArn"],
        name=answer["BackupName"],
        source=address,
        automatic=answer.get("BackupType") in ("SYSTEM", "AWS_BACKUP"),
        status=answer["BackupStatus"],
        created_at=answer.get("BackupCreationDateTime"),
        gb=None if size is None else Decimal(size) / _BYTES_IN_A_GB,
        encrypted=True,
    )


def _window(recovery: Mapping[str, Any]) -> Window | None:
    earliest, latest = recovery.get("EarliestRestorableDateTime"), recovery.get("LatestRestorableDateTime")
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED" or earliest is None or latest is None:
        return None
    return Window(earliest, latest)
