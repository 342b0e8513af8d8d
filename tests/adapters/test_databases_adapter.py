"""Databases through boto3, against the sandbox: snapshots, restores to new names, what is not there."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from console.aws import dynamodb, rds
from console.aws.databases import DatabaseChanges, DatabaseLooks
from console.aws.ecs import Clients
from console.domain.databases import Database, DatabaseAddress, Kind, Restore, Snapshot
from console.errors import AwsError
from console.sandbox.control import Sandbox

REGION = "us-east-1"
DEADLINE_SECONDS = 30.0


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    sandbox = Sandbox(tmp_path_factory.mktemp("home"))
    sandbox.start()
    yield Clients(sandbox.environment)
    sandbox.stop()


@pytest.fixture
def looks(clients: Clients) -> DatabaseLooks:
    return DatabaseLooks(clients)


@pytest.fixture
def changes(clients: Clients) -> DatabaseChanges:
    return DatabaseChanges(clients)


def until(condition: Callable[[], Any]) -> Any:
    deadline, pause = datetime.now(UTC).timestamp() + DEADLINE_SECONDS, threading.Event()
    while not (found := condition()):
        assert datetime.now(UTC).timestamp() < deadline
        pause.wait(0.1)
    return found


def there(looks: DatabaseLooks, address: DatabaseAddress) -> Database:
    found = looks.database(address)
    assert found is not None
    return found


def kept(looks: DatabaseLooks, changes: DatabaseChanges, address: DatabaseAddress, name: str) -> Snapshot:
    """A snapshot that was made and is available."""
    begun = changes.create_snapshot(address, name)
    return until(lambda: next((one for one in looks.snapshots(address) if one.id == begun and one.available), None))


def test_an_instance_is_kept_and_restored_with_the_settings_of_the_original(
    clients: Clients, looks: DatabaseLooks, changes: DatabaseChanges
):
    address = DatabaseAddress(Kind.RDS, REGION, "orders")
    clients.of("rds", REGION).create_db_instance(
        DBInstanceIdentifier="orders", DBInstanceClass="db.t4g.small", Engine="postgres", EngineVersion="16.4",
        AllocatedStorage=20, MasterUsername="root", ManageMasterUserPassword=True, BackupRetentionPeriod=7,
        StorageEncrypted=True, EnableIAMDatabaseAuthentication=True,
    )  # fmt: skip
    original = there(looks, address)
    assert (original.engine, original.size, original.storage_gb) == ("postgres 16.4", "db.t4g.small", Decimal(20))
    assert original.window is not None
    assert original.window.earliest <= original.window.latest
    made = kept(looks, changes, address, "before")
    assert (made.automatic, made.gb, made.encrypted) == (False, Decimal(20), True)
    assert {one.automatic for one in looks.snapshots(address)} == {True, False}

    for to, snapshot in (("orders-copy", made), ("orders-now", None)):
        restore = Restore(original, to, snapshot)
        changes.restore(restore)
        assert there(looks, restore.target).status == "creating"
        copy = until(lambda target=restore.target: _available(looks, target))
        assert (copy.size, copy.security_groups, copy.password_managed, copy.iam_login) == (
            original.size, original.security_groups, True, True,
        )  # fmt: skip
    changes.delete_snapshot(made)
    assert made.id not in {one.id for one in looks.snapshots(address)}


def test_a_cluster_is_restored_and_completed_with_an_instance(
    clients: Clients, looks: DatabaseLooks, changes: DatabaseChanges
):
    address = DatabaseAddress(Kind.AURORA, REGION, "people")
    rds_client = clients.of("rds", REGION)
    rds_client.create_db_cluster(
        DBClusterIdentifier="people", Engine="aurora-postgresql", EngineVersion="16.4", MasterUsername="root",
        ManageMasterUserPassword=True, StorageEncrypted=True,
        ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 2},
    )  # fmt: skip
    rds_client.create_db_instance(
        DBInstanceIdentifier="people-1", DBClusterIdentifier="people", DBInstanceClass="db.serverless",
        Engine="aurora-postgresql",
    )  # fmt: skip
    original = there(looks, address)
    assert (original.size, original.members) == ("0.5 to 2 ACU", ("people-1",))
    made = kept(looks, changes, address, "before")
    assert made.gb is None, "what AWS says about the size of a cluster's snapshot is none"
    for to, snapshot in (("people-copy", made), ("people-now", None)):
        restore = Restore(original, to, snapshot)
        changes.restore(restore)
        bare = until(lambda target=restore.target: _status(looks, target, "available"))
        assert bare.parts == ("an instance",)
        assert not bare.available
        changes.complete(restore)
        copy = until(lambda target=restore.target: _available(looks, target))
        assert (copy.members, copy.capacity) == ((f"{to}-1",), original.capacity)
    assert made.id in {one.id for one in looks.snapshots(address)}


def test_a_table_is_kept_and_restored(clients: Clients, looks: DatabaseLooks, changes: DatabaseChanges):
    address = DatabaseAddress(Kind.DYNAMODB, REGION, "notifications")
    client = clients.of("dynamodb", REGION)
    client.create_table(
        TableName="notifications", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
    )  # fmt: skip
    assert there(looks, address).window is None
    client.put_item(TableName="notifications", Item={"PK": {"S": "one"}})
    wanted = {"PointInTimeRecoveryEnabled": True}
    client.update_continuous_backups(TableName="notifications", PointInTimeRecoverySpecification=wanted)
    original = there(looks, address)
    assert original.window is not None
    assert (original.size, original.retention_days) == ("on demand", 35)
    made = kept(looks, changes, address, "before")
    assert made.gb is not None
    assert 0 < made.gb < 1
    for to, snapshot in (("notifications-copy", made), ("notifications-now", None)):
        restore = Restore(original, to, snapshot)
        changes.restore(restore)
        assert there(looks, restore.target).parts
        copy = until(lambda target=restore.target: _available(looks, target))
        assert copy.size == "on demand"
        assert client.get_item(TableName=to, Key={"PK": {"S": "one"}})["Item"]
    changes.delete_snapshot(made)
    assert looks.snapshots(address) == ()


def test_what_is_not_there_is_none(looks: DatabaseLooks):
    for kind in Kind:
        assert looks.database(DatabaseAddress(kind, REGION, "nobody")) is None


@pytest.mark.parametrize(
    ("kind", "service", "operation", "action"),
    [
        (Kind.RDS, "rds", "create_db_snapshot", "rds:CreateDBSnapshot"),
        (Kind.AURORA, "rds", "create_db_cluster_snapshot", "rds:CreateDBClusterSnapshot"),
        (Kind.DYNAMODB, "dynamodb", "create_backup", "dynamodb:CreateBackup"),
    ],
)
def test_a_refusal_names_the_action(kind: Kind, service: str, operation: str, action: str):
    client = boto3.client(service, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x")
    stub = Stubber(client)
    stub.add_client_error(operation, "AccessDenied", "no")
    stub.activate()

    class One(Clients):
        def of(self, service: str, region: str) -> Any:
            return client

    with pytest.raises(AwsError, match=f"may not do {action}"):
        DatabaseChanges(One(lambda: None)).create_snapshot(DatabaseAddress(kind, REGION, "orders"), "kept")


def test_what_looks_changes_nothing():
    changing = ("create_", "delete_", "restore_", "modify_", "update_", "put_")
    for module in (rds, dynamodb):
        source = inspect.getsource(module)
        assert not [word for word in changing if f".{word}" in source]


def _status(looks: DatabaseLooks, address: DatabaseAddress, wanted: str) -> Database | None:
    found = looks.database(address)
    return found if found and found.status == wanted else None


def _available(looks: DatabaseLooks, address: DatabaseAddress) -> Database | None:
    found = looks.database(address)
    return found if found and found.available else None
