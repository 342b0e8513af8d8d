"""Snapshots and restores of RDS and Aurora, as AWS documents them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud, wait_until

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def instance(cloud: Cloud, name: str, **settings: Any) -> Any:
    rds = cloud.client("rds")
    given = {
        "DBInstanceClass": "db.t4g.micro",
        "Engine": "postgres",
        "AllocatedStorage": 20,
        "MasterUsername": "root",
        "ManageMasterUserPassword": True,
        "BackupRetentionPeriod": 7,
        "StorageEncrypted": True,
    }
    rds.create_db_instance(DBInstanceIdentifier=name, **(given | settings))
    return rds


def status(rds: Any, name: str) -> str:
    return str(rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]["DBInstanceStatus"])


def cluster(cloud: Cloud, name: str, **settings: Any) -> Any:
    rds = cloud.client("rds")
    given = {"Engine": "aurora-postgresql", "MasterUsername": "root", "ManageMasterUserPassword": True}
    rds.create_db_cluster(DBClusterIdentifier=name, **(given | settings))
    return rds


def test_a_snapshot_takes_a_moment(only_in_sandbox: OnlyInSandbox) -> None:
    def made(cloud: Cloud) -> Any:
        rds = instance(cloud, "snapped")
        first = rds.create_db_snapshot(DBInstanceIdentifier="snapped", DBSnapshotIdentifier="kept")["DBSnapshot"]

        def now() -> Any:
            return rds.describe_db_snapshots(DBSnapshotIdentifier="kept")["DBSnapshots"][0]

        wait_until(lambda: now()["Status"] == "available", "the snapshot is available")
        return first["Status"], now()["PercentProgress"]

    only_in_sandbox(made, ("creating", 100))


def test_a_snapshot_of_a_cluster_takes_a_moment(only_in_sandbox: OnlyInSandbox) -> None:
    def made(cloud: Cloud) -> Any:
        rds = cluster(cloud, "snapped-cluster")
        name = {"DBClusterSnapshotIdentifier": "kept-cluster"}
        first = rds.create_db_cluster_snapshot(DBClusterIdentifier="snapped-cluster", **name)["DBClusterSnapshot"]

        def now() -> str:
            return str(rds.describe_db_cluster_snapshots(**name)["DBClusterSnapshots"][0]["Status"])

        wait_until(lambda: now() == "available", "the snapshot is available")
        return first["Status"], now()

    only_in_sandbox(made, ("creating", "available"))


def test_the_window_to_restore_begins_with_the_instance(only_in_sandbox: OnlyInSandbox) -> None:
    def window(cloud: Cloud) -> Any:
        begun = datetime.now(UTC) - timedelta(seconds=1)
        rds = instance(cloud, "windowed")
        answer = rds.describe_db_instance_automated_backups(DBInstanceIdentifier="windowed")
        (found,) = answer["DBInstanceAutomatedBackups"]
        edges = found["RestoreWindow"]
        return begun <= edges["EarliestTime"] <= edges["LatestTime"]

    only_in_sandbox(window, True)


def test_an_instance_without_backups_has_no_automated_snapshot(only_in_sandbox: OnlyInSandbox) -> None:
    def kept(cloud: Cloud) -> Any:
        rds = instance(cloud, "unkept", BackupRetentionPeriod=0)
        return rds.describe_db_snapshots(DBInstanceIdentifier="unkept")["DBSnapshots"]

    only_in_sandbox(kept, [])


def test_a_restored_instance_takes_a_moment_and_is_one_of_its_own(only_in_sandbox: OnlyInSandbox) -> None:
    def restored(cloud: Cloud) -> Any:
        rds = instance(cloud, "original")
        rds.create_db_snapshot(DBInstanceIdentifier="original", DBSnapshotIdentifier="to-restore")
        new = rds.restore_db_instance_from_db_snapshot(
            DBInstanceIdentifier="copy", DBSnapshotIdentifier="to-restore", DBInstanceClass="db.t4g.small"
        )["DBInstance"]
        wait_until(lambda: status(rds, "copy") == "available", "the copy is available")
        return new["DBInstanceStatus"], new["DBInstanceClass"], status(rds, "original")

    only_in_sandbox(restored, ("creating", "db.t4g.small", "available"))


def test_a_moment_before_the_instance_cannot_be_restored(only_in_sandbox: OnlyInSandbox) -> None:
    def refused(cloud: Cloud) -> Any:
        rds = instance(cloud, "young")
        with pytest.raises(ClientError) as raised:
            rds.restore_db_instance_to_point_in_time(
                SourceDBInstanceIdentifier="young",
                TargetDBInstanceIdentifier="too-old",
                RestoreTime=datetime.now(UTC) - timedelta(days=1),
            )
        return raised.value.response["Error"]["Code"]

    def or_none(cloud: Cloud) -> Any:
        try:
            return refused(cloud)
        except pytest.fail.Exception:
            return None

    only_in_sandbox(or_none, "InvalidRestoreFault")


def test_the_latest_moment_of_an_instance_is_restored(sandbox: Cloud) -> None:
    rds = instance(sandbox, "current")
    rds.restore_db_instance_to_point_in_time(
        SourceDBInstanceIdentifier="current",
        TargetDBInstanceIdentifier="current-copy",
        UseLatestRestorableTime=True,
        ManageMasterUserPassword=True,
    )
    wait_until(lambda: status(rds, "current-copy") == "available", "the copy is available")


def test_a_cluster_whose_password_is_managed_is_restored_from_a_snapshot(only_in_sandbox: OnlyInSandbox) -> None:
    def restored(cloud: Cloud) -> Any:
        rds = cluster(cloud, "managed")
        rds.create_db_cluster_snapshot(DBClusterIdentifier="managed", DBClusterSnapshotIdentifier="managed-kept")
        rds.restore_db_cluster_from_snapshot(
            DBClusterIdentifier="managed-copy", SnapshotIdentifier="managed-kept", Engine="aurora-postgresql"
        )
        rds.create_db_instance(
            DBInstanceIdentifier="managed-copy-1",
            DBClusterIdentifier="managed-copy",
            DBInstanceClass="db.serverless",
            Engine="aurora-postgresql",
        )
        (copy,) = rds.describe_db_clusters(DBClusterIdentifier="managed-copy")["DBClusters"]
        return [member["DBInstanceIdentifier"] for member in copy["DBClusterMembers"]]

    only_in_sandbox(restored, ["managed-copy-1"])


@pytest.mark.parametrize("moment", ["snapshot", "latest"])
def test_a_restored_cluster_does_not_join_the_global_database(only_in_sandbox: OnlyInSandbox, moment: str) -> None:
    def members(cloud: Cloud) -> Any:
        name = f"worldwide-{moment}"
        together = {"GlobalClusterIdentifier": f"{name}-all"}
        cloud.client("rds").create_global_cluster(Engine="aurora-postgresql", **together)
        rds = cluster(cloud, name, ManageMasterUserPassword=False, MasterUserPassword="long-enough", **together)
        if moment == "snapshot":
            rds.create_db_cluster_snapshot(DBClusterIdentifier=name, DBClusterSnapshotIdentifier=f"{name}-kept")
            rds.restore_db_cluster_from_snapshot(
                DBClusterIdentifier=f"{name}-copy", SnapshotIdentifier=f"{name}-kept", Engine="aurora-postgresql"
            )
        else:
            rds.restore_db_cluster_to_point_in_time(
                DBClusterIdentifier=f"{name}-copy", SourceDBClusterIdentifier=name, UseLatestRestorableTime=True
            )
        found = rds.describe_global_clusters()["GlobalClusters"]
        (joined,) = [each for each in found if each["GlobalClusterIdentifier"] == f"{name}-all"]
        return [member["DBClusterArn"].rpartition(":")[2] for member in joined["GlobalClusterMembers"]]

    only_in_sandbox(members, [f"worldwide-{moment}"])
