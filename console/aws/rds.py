"""RDS instances and Aurora clusters through boto3: calls that look; nothing here changes anything."""

from __future__ import annotations

from typing import Any

from console.aws.ecs import Clients
from console.aws.rds_reading import (
    instance_window,
    read_cluster,
    read_cluster_snapshot,
    read_instance,
    read_instance_snapshot,
)
from console.aws.refusals import NotThereError, asking
from console.domain.databases import Database, DatabaseAddress, Snapshot


class InstanceLooks:
    """RDS instances."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def database(self, address: DatabaseAddress) -> Database:
        """Raises NotThereError where there is no such instance, AwsError."""
        rds = self._clients.of("rds", address.region)
        with asking("rds", f"the database {address}"):
            answer = rds.describe_db_instances(DBInstanceIdentifier=address.name)["DBInstances"][0]
            backups = rds.describe_db_instance_automated_backups(DBInstanceIdentifier=address.name)
        window = instance_window(backups["DBInstanceAutomatedBackups"], answer.get("LatestRestorableTime"))
        return read_instance(address, answer, window)

    def snapshots(self, address: DatabaseAddress) -> tuple[Snapshot, ...]:
        rds = self._clients.of("rds", address.region)
        with asking("rds", f"the snapshots of {address}"):
            pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=address.name)
            return tuple(read_instance_snapshot(address, each) for page in pages for each in page["DBSnapshots"])


class ClusterLooks:
    """Aurora clusters."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def database(self, address: DatabaseAddress) -> Database:
        """Raises NotThereError where there is no such cluster, AwsError."""
        rds = self._clients.of("rds", address.region)
        with asking("rds", f"the cluster {address}"):
            answer = rds.describe_db_clusters(DBClusterIdentifier=address.name)["DBClusters"][0]
        members = answer.get("DBClusterMembers") or ()
        writer = next((each for each in members if each.get("IsClusterWriter")), members[0] if members else None)
        return read_cluster(address, answer, writer and self._instance(rds, writer["DBInstanceIdentifier"]))

    def snapshots(self, address: DatabaseAddress) -> tuple[Snapshot, ...]:
        rds = self._clients.of("rds", address.region)
        with asking("rds", f"the snapshots of {address}"):
            pages = rds.get_paginator("describe_db_cluster_snapshots").paginate(DBClusterIdentifier=address.name)
            return tuple(read_cluster_snapshot(address, each) for page in pages for each in page["DBClusterSnapshots"])

    def _instance(self, rds: Any, name: str) -> Any:
        try:
            with asking("rds", f"the instance {name}"):
                return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
        except NotThereError:
            return None  # deleted since the cluster was described
