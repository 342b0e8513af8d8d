"""RDS instances and Aurora clusters through boto3: the calls that change something, apart from those that look."""

from __future__ import annotations

from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.domain.databases import Database, DatabaseAddress, Restore, Snapshot


class InstanceChanges:
    """RDS instances."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def create_snapshot(self, address: DatabaseAddress, name: str) -> str:
        with asking("rds", f"the database {address}"):
            self._rds(address).create_db_snapshot(DBInstanceIdentifier=address.name, DBSnapshotIdentifier=name)
        return name

    def delete_snapshot(self, snapshot: Snapshot) -> None:
        with asking("rds", f"the snapshot {snapshot.name}"):
            self._rds(snapshot.source).delete_db_snapshot(DBSnapshotIdentifier=snapshot.id)

    def restore(self, restore: Restore) -> None:
        """Into the network of the original and with its settings; RDS makes a new master password where it keeps it."""
        source = restore.source
        settings: dict[str, Any] = {
            "DBInstanceClass": source.size,
            "MultiAZ": bool(source.multi_az),
            "PubliclyAccessible": source.public,
            "DeletionProtection": source.protected,
            "CopyTagsToSnapshot": True,
            "EnableIAMDatabaseAuthentication": source.iam_login,
        } | _placed(source, "DBParameterGroupName")
        if source.password_managed:
            settings["ManageMasterUserPassword"] = True
        rds = self._rds(source.address)
        with asking("rds", f"the new database {restore.to}"):
            if restore.snapshot is not None:
                rds.restore_db_instance_from_db_snapshot(
                    DBInstanceIdentifier=restore.to, DBSnapshotIdentifier=restore.snapshot.id, **settings
                )
            else:
                rds.restore_db_instance_to_point_in_time(
                    SourceDBInstanceIdentifier=source.address.name,
                    TargetDBInstanceIdentifier=restore.to,
                    **_moment(restore, "RestoreTime"),
                    **settings,
                )

    def complete(self, restore: Restore) -> None:
        """Nothing more is needed once the instance is made."""

    def _rds(self, address: DatabaseAddress) -> Any:
        return self._clients.of("rds", address.region)


class ClusterChanges:
    """Aurora clusters."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def create_snapshot(self, address: DatabaseAddress, name: str) -> str:
        with asking("rds", f"the cluster {address}"):
            self._rds(address).create_db_cluster_snapshot(
                DBClusterIdentifier=address.name, DBClusterSnapshotIdentifier=name
            )
        return name

    def delete_snapshot(self, snapshot: Snapshot) -> None:
        with asking("rds", f"the snapshot {snapshot.name}"):
            self._rds(snapshot.source).delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=snapshot.id)

    def restore(self, restore: Restore) -> None:
        """The cluster with its data; it answers nobody before `complete` gave it an instance."""
        source = restore.source
        settings: dict[str, Any] = {
            "DeletionProtection": source.protected,
            "CopyTagsToSnapshot": True,
            "EnableIAMDatabaseAuthentication": source.iam_login,
        } | _placed(source, "DBClusterParameterGroupName")
        if source.capacity is not None:
            low, high = source.capacity
            settings["ServerlessV2ScalingConfiguration"] = {"MinCapacity": float(low), "MaxCapacity": float(high)}
        rds = self._rds(source.address)
        with asking("rds", f"the new cluster {restore.to}"):
            if restore.snapshot is not None:
                engine, _, version = source.engine.partition(" ")
                rds.restore_db_cluster_from_snapshot(
                    DBClusterIdentifier=restore.to,
                    SnapshotIdentifier=restore.snapshot.id,
                    Engine=engine,
                    EngineVersion=version,
                    **settings,
                )
            else:
                rds.restore_db_cluster_to_point_in_time(
                    SourceDBClusterIdentifier=source.address.name,
                    DBClusterIdentifier=restore.to,
                    **_moment(restore, "RestoreToTime"),
                    **settings,
                )

    def complete(self, restore: Restore) -> None:
        """Give the cluster its one instance, of the class of the original's writer."""
        engine = restore.source.engine.partition(" ")[0]
        with asking("rds", f"the instance of {restore.to}"):
            self._rds(restore.source.address).create_db_instance(
                DBInstanceIdentifier=f"{restore.to}-1",
                DBClusterIdentifier=restore.to,
                DBInstanceClass=restore.source.member_class,
                Engine=engine,
                PubliclyAccessible=restore.source.public,
            )

    def _rds(self, address: DatabaseAddress) -> Any:
        return self._clients.of("rds", address.region)


def _placed(source: Database, parameter_group: str) -> dict[str, Any]:
    settings = {
        "DBSubnetGroupName": source.subnet_group,
        "VpcSecurityGroupIds": list(source.security_groups),
        parameter_group: source.parameter_group,
        "Port": source.port,
    }
    return {name: value for name, value in settings.items() if value}


def _moment(restore: Restore, name: str) -> dict[str, Any]:
    return {"UseLatestRestorableTime": True} if restore.at is None else {name: restore.at}
