"""What Terraform reads back of a read replica: its own settings, and not a copy of the primary's."""

from collections.abc import Callable
from typing import Any

from conftest import Cloud

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def replica(cloud: Cloud, name: str, **settings: Any) -> Any:
    """Primary and replica as they are described."""
    rds = cloud.client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t3.medium",
        Engine="postgres",
        AllocatedStorage=20,
        MaxAllocatedStorage=200,
        MasterUsername="root",
        MasterUserPassword="long-enough",
        BackupRetentionPeriod=7,
        DeletionProtection=True,
        MultiAZ=True,
        EnableCloudwatchLogsExports=["postgresql"],
        Tags=[{"Key": "role", "Value": "primary"}],
    )
    rds.create_db_instance_read_replica(
        DBInstanceIdentifier=f"{name}-replica", SourceDBInstanceIdentifier=name, **settings
    )
    return [
        rds.describe_db_instances(DBInstanceIdentifier=found)["DBInstances"][0] for found in (name, f"{name}-replica")
    ]


def test_a_replica_has_an_identity_of_its_own(only_in_sandbox: OnlyInSandbox) -> None:
    def distinct(cloud: Cloud) -> Any:
        primary, copy = replica(cloud, "distinct")
        return primary["DbiResourceId"] != copy["DbiResourceId"], copy["ReadReplicaSourceDBInstanceIdentifier"]

    only_in_sandbox(distinct, (True, "distinct"))


def test_a_replica_has_the_settings_that_it_was_asked_for(only_in_sandbox: OnlyInSandbox) -> None:
    def settings(cloud: Cloud) -> Any:
        _, copy = replica(
            cloud, "asked", MaxAllocatedStorage=100, Tags=[{"Key": "role", "Value": "replica"}], MultiAZ=False
        )
        names = ("BackupRetentionPeriod", "DeletionProtection", "MultiAZ", "MaxAllocatedStorage")
        return [copy[name] for name in names], copy.get("EnabledCloudwatchLogsExports", []), copy["TagList"]

    only_in_sandbox(settings, ([0, False, False, 100], [], [{"Key": "role", "Value": "replica"}]))


def test_a_replica_has_a_limit_of_its_own_or_the_primarys_for_its_storage(only_in_sandbox: OnlyInSandbox) -> None:
    """Backups are off; all else that is not asked for is inherited."""

    def limit(cloud: Cloud) -> Any:
        _, copy = replica(cloud, "inherited")
        return copy["MaxAllocatedStorage"], copy["BackupRetentionPeriod"]

    only_in_sandbox(limit, (200, 0))


def test_a_replica_leaves_the_primary_as_it_is(only_in_sandbox: OnlyInSandbox) -> None:
    def kept(cloud: Cloud) -> Any:
        primary, copy = replica(cloud, "kept", Tags=[{"Key": "role", "Value": "replica"}])
        rds = cloud.client("rds")
        rds.add_tags_to_resource(ResourceName=copy["DBInstanceArn"], Tags=[{"Key": "added", "Value": "later"}])
        (now,) = rds.describe_db_instances(DBInstanceIdentifier="kept")["DBInstances"]
        different = primary["DbiResourceId"] != copy["DbiResourceId"]
        return different, now["TagList"], now["DeletionProtection"], now["BackupRetentionPeriod"]

    only_in_sandbox(kept, (True, [{"Key": "role", "Value": "primary"}], True, 7))
