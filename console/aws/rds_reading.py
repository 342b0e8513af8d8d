"""RDS's answers about instances, clusters and their snapshots as domain objects."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from console.domain.databases import Database, DatabaseAddress, Snapshot, Window

Answer = Mapping[str, Any]


def read_instance(address: DatabaseAddress, answer: Answer, window: Window | None) -> Database:
    groups = answer.get("DBParameterGroups") or ()
    return Database(
        address=address,
        status=answer["DBInstanceStatus"],
        engine=f"{answer['Engine']} {answer.get('EngineVersion', '')}".strip(),
        size=answer.get("DBInstanceClass", ""),
        storage_gb=_gb(answer.get("AllocatedStorage")),
        encrypted=answer.get("StorageEncrypted"),
        key=answer.get("KmsKeyId") or "",
        window=window,
        retention_days=answer.get("BackupRetentionPeriod"),
        subnet_group=(answer.get("DBSubnetGroup") or {}).get("DBSubnetGroupName", ""),
        security_groups=_security_groups(answer),
        parameter_group=groups[0].get("DBParameterGroupName", "") if groups else "",
        multi_az=answer.get("MultiAZ"),
        public=bool(answer.get("PubliclyAccessible")),
        port=(answer.get("Endpoint") or {}).get("Port"),
        protected=bool(answer.get("DeletionProtection")),
        password_managed=bool(answer.get("MasterUserSecret")),
        iam_login=bool(answer.get("IAMDatabaseAuthenticationEnabled")),
        endpoint=(answer.get("Endpoint") or {}).get("Address", ""),
    )


def instance_window(backups: list[Any], latest: Any) -> Window | None:
    """From the automated backup of an instance, else unknown."""
    for backup in backups:
        window = backup.get("RestoreWindow") or {}
        if backup.get("Status") == "active" and window.get("EarliestTime"):
            return Window(window["EarliestTime"], latest or window["LatestTime"])
    return None


def read_cluster(address: DatabaseAddress, answer: Answer, writer: Answer | None) -> Database:
    """`writer` is the description of its writing instance, where it has one."""
    members = sorted(answer.get("DBClusterMembers") or (), key=lambda member: not member.get("IsClusterWriter"))
    scaling = answer.get("ServerlessV2ScalingConfiguration") or {}
    capacity = None
    if scaling.get("MaxCapacity") is not None:
        capacity = (Decimal(str(scaling.get("MinCapacity", 0))), Decimal(str(scaling["MaxCapacity"])))
    earliest, latest = answer.get("EarliestRestorableTime"), answer.get("LatestRestorableTime")
    member_class = (writer or {}).get("DBInstanceClass", "")
    return Database(
        address=address,
        status=answer["Status"],
        engine=f"{answer['Engine']} {answer.get('EngineVersion', '')}".strip(),
        size=f"{capacity[0].normalize():f} to {capacity[1].normalize():f} ACU"
        if capacity and member_class == "db.serverless"
        else member_class,
        encrypted=answer.get("StorageEncrypted"),
        key=answer.get("KmsKeyId") or "" if answer.get("StorageEncrypted") else "",
        window=Window(earliest, latest) if earliest and latest else None,
        retention_days=answer.get("BackupRetentionPeriod"),
        subnet_group=answer.get("DBSubnetGroup") or "",
        security_groups=_security_groups(answer),
        parameter_group=answer.get("DBClusterParameterGroup") or "",
        multi_az=answer.get("MultiAZ"),
        port=answer.get("Port"),
        protected=bool(answer.get("DeletionProtection")),
        password_managed=bool(answer.get("MasterUserSecret")),
        iam_login=bool(answer.get("IAMDatabaseAuthenticationEnabled")),
        members=tuple(member["DBInstanceIdentifier"] for member in members),
        member_class=member_class,
        capacity=capacity,
        endpoint=answer.get("Endpoint") or "",
        parts=_lacking(writer),
    )


def _lacking(writer: Answer | None) -> tuple[str, ...]:
    """A cluster without an instance that is available answers nobody."""
    if writer is None:
        return ("an instance",)
    status = writer.get("DBInstanceStatus", "unknown")
    return () if status == "available" else (f"its instance {writer['DBInstanceIdentifier']} ({status})",)


def read_instance_snapshot(address: DatabaseAddress, answer: Answer) -> Snapshot:
    return Snapshot(
        id=answer["DBSnapshotIdentifier"],
        name=answer["DBSnapshotIdentifier"],
        source=address,
        automatic=answer.get("SnapshotType") in ("automated", "awsbackup"),
        status=answer["Status"],
        created_at=answer.get("SnapshotCreateTime"),
        gb=_gb(answer.get("AllocatedStorage")),
        percent=answer.get("PercentProgress"),
        encrypted=answer.get("Encrypted"),
    )


def read_cluster_snapshot(address: DatabaseAddress, answer: Answer) -> Snapshot:
    """Its AllocatedStorage is no size: Aurora answers 0 or 1 whatever the snapshot holds."""
    return Snapshot(
        id=answer["DBClusterSnapshotIdentifier"],
        name=answer["DBClusterSnapshotIdentifier"],
        source=address,
        automatic=answer.get("SnapshotType") in ("automated", "awsbackup"),
        status=answer["Status"],
        created_at=answer.get("SnapshotCreateTime"),
        percent=answer.get("PercentProgress"),
        encrypted=answer.get("StorageEncrypted"),
    )


def _security_groups(answer: Answer) -> tuple[str, ...]:
    return tuple(each["VpcSecurityGroupId"] for each in answer.get("VpcSecurityGroups") or ())


def _gb(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
