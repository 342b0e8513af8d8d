"""Databases of every kind through boto3, as one: looking apart from what changes something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from console.aws.dynamodb import TableLooks
from console.aws.dynamodb_changes import TableChanges
from console.aws.ecs import Clients
from console.aws.rds import ClusterLooks, InstanceLooks
from console.aws.rds_changes import ClusterChanges, InstanceChanges
from console.aws.refusals import NotThereError
from console.domain.databases import Database, DatabaseAddress, Kind, Restore, Snapshot


class _Looks(Protocol):
    def database(self, address: DatabaseAddress) -> Database: ...
    def snapshots(self, address: DatabaseAddress) -> tuple[Snapshot, ...]: ...


class _Changes(Protocol):
    def create_snapshot(self, address: DatabaseAddress, name: str) -> str: ...
    def delete_snapshot(self, snapshot: Snapshot) -> None: ...
    def restore(self, restore: Restore) -> None: ...
    def complete(self, restore: Restore) -> None: ...


class DatabaseLooks:
    """Everything that is read of databases; nothing here changes anything."""

    def __init__(self, clients: Clients) -> None:
        self._of: Mapping[Kind, _Looks] = {
            Kind.RDS: InstanceLooks(clients),
            Kind.AURORA: ClusterLooks(clients),
            Kind.DYNAMODB: TableLooks(clients),
        }

    def database(self, address: DatabaseAddress) -> Database | None:
        """None where there is none of that name; raises AwsError."""
        try:
            return self._of[address.kind].database(address)
        except NotThereError:
            return None

    def snapshots(self, address: DatabaseAddress) -> tuple[Snapshot, ...]:
        """What is kept of it, the newest first; raises AwsError."""
        found = self._of[address.kind].snapshots(address)
        return tuple(sorted(found, key=lambda one: (one.created_at is None, one.created_at), reverse=True))


class DatabaseChanges:
    """Every call here changes something. A console that may only look is built without it."""

    def __init__(self, clients: Clients) -> None:
        self._of: Mapping[Kind, _Changes] = {
            Kind.RDS: InstanceChanges(clients),
            Kind.AURORA: ClusterChanges(clients),
            Kind.DYNAMODB: TableChanges(clients),
        }

    def create_snapshot(self, address: DatabaseAddress, name: str) -> str:
        """Begin a snapshot; how AWS calls it."""
        return self._of[address.kind].create_snapshot(address, name)

    def delete_snapshot(self, snapshot: Snapshot) -> None:
        self._of[snapshot.source.kind].delete_snapshot(snapshot)

    def restore(self, restore: Restore) -> None:
        """Begin to make the new database from the snapshot or the moment; the original is not touched."""
        self._of[restore.source.address.kind].restore(restore)

    def complete(self, restore: Restore) -> None:
        """Make what the restored database still lacks once it is there: the instance of a cluster."""
        self._of[restore.source.address.kind].complete(restore)
