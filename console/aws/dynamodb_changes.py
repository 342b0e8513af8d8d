"""DynamoDB tables through boto3: the calls that change something, apart from those that look."""

from __future__ import annotations

from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.domain.databases import DatabaseAddress, Restore, Snapshot


class TableChanges:
    """Backups of tables, and tables made from them."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def create_snapshot(self, address: DatabaseAddress, name: str) -> str:
        """The ARN of the backup: its name alone is not its own."""
        with asking("dynamodb", f"the table {address}"):
            answer = self._dynamodb(address).create_backup(TableName=address.name, BackupName=name)
            return str(answer["BackupDetails"]["BackupArn"])

    def delete_snapshot(self, snapshot: Snapshot) -> None:
        with asking("dynamodb", f"the backup {snapshot.name}"):
            self._dynamodb(snapshot.source).delete_backup(BackupArn=snapshot.id)

    def restore(self, restore: Restore) -> None:
        source = restore.source.address
        dynamodb = self._dynamodb(source)
        with asking("dynamodb", f"the new table {restore.to}"):
            if restore.snapshot is not None:
                dynamodb.restore_table_from_backup(TargetTableName=restore.to, BackupArn=restore.snapshot.id)
                return
            moment: dict[str, Any] = (
                {"UseLatestRestorableTime": True} if restore.at is None else {"RestoreDateTime": restore.at}
            )
            dynamodb.restore_table_to_point_in_time(SourceTableName=source.name, TargetTableName=restore.to, **moment)

    def complete(self, restore: Restore) -> None:
        """Nothing more is needed once the table is made."""

    def _dynamodb(self, address: DatabaseAddress) -> Any:
        return self._clients.of("dynamodb", address.region)
